"""What is recorded of one application: who has to do with it, what has come, what need not come."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from crmcli.checklist.periods import Period


class Party(NamedTuple):
    """Somebody who has to do with the application. One without `holder_id` hands in a list of their own.

    A role that is asked for and not named yet is a party without a name.
    """

    id: int
    role: str
    name: str
    kind: str  # "person" or "company"
    holder_id: int | None
    template_id: int | None  # of whoever hands in a list

    @property
    def hands_in_a_list(self) -> bool:
        """Whether they have a list of their own."""
        return self.template_id is not None


class Receipt(NamedTuple):
    """Papers that came together: of one kind, of one person, for one item of one list."""

    id: int
    holder_id: int
    party_id: int
    item: str
    paper: str
    copies: int
    received_on: date
    period: Period | None = None
    issued_on: date | None = None
    expires_on: date | None = None
    state: str = "received"  # or "verified", "rejected"
    reason: str | None = None
    received_by: str = ""
    decided_on: date | None = None
    decided_by: str | None = None
    original_seen: bool = False
    note: str | None = None
    file_name: str | None = None


class Waiver(NamedTuple):
    """Somebody's word that a paper, or with `paper` None a whole item, need not come."""

    holder_id: int
    party_id: int | None
    item: str
    paper: str | None
    waived_on: date
    by: str = ""
    reason: str = ""


class Records(NamedTuple):
    """What was recorded of one application. `facts` are those of each list: {holder id: {fact: value}}."""

    applied_on: date
    parties: Sequence[Party]
    facts: Mapping[int, Mapping[str, bool]]
    receipts: Sequence[Receipt]
    waivers: Sequence[Waiver]
