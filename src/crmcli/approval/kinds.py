"""What may need a yes. What carries it out lies above and is known by name: nothing above is imported here."""

from __future__ import annotations

from typing import NamedTuple

from crmcli.kit.i18n import N_


class ApprovalKind(NamedTuple):
    """One kind: its words, and who carries it out.

    `carry_out` ("module:function") is given the desk, the customer's id and what was asked; `facts` the same book and
    the customer's id, and gives what must not have moved since. A refused request is told to `give_back`, where there
    is one.
    """

    title: str
    facts: str
    carry_out: str
    give_back: str = ""


KINDS = {
    "grade_fall": ApprovalKind(
        N_("Fall of a grade"), "crmcli.grade.falls:facts_of_fall", "crmcli.grade.falls:carry_out_fall"
    ),
    "new_card": ApprovalKind(
        N_("New card"), "crmcli.customer.filing:facts_of_card", "crmcli.customer.filing:file_card"
    ),
    "new_cards": ApprovalKind(
        N_("New cards"), "crmcli.customer.filing:facts_of_cards", "crmcli.customer.filing:file_card"
    ),
}
