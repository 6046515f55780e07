"""What a write left behind, and what is printed of it."""

from typing import Any, NamedTuple

from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.formats import Record
from crmcli.owe.queries import owed_mapping
from crmcli.owe.rules import Steps
from crmcli.owe.service import steps_of
from crmcli.owe.showing import owed_record
from crmcli.owe.tables import Owed
from crmcli.staff.desk import Desk


class Ended(NamedTuple):
    """What a write left behind: how the item stands, and its mapping."""

    steps: Steps
    mapping: dict[str, Any]
    by_customer: bool


def ended_as(at: Desk, owed: Owed) -> Ended:
    assert owed.id is not None
    return Ended(steps_of(owed), owed_mapping(at.writing.reading(), owed.id), owed.by_customer)


def result_of(run: Invocation, ended: Ended) -> Record:
    """The reference, and for `-f json` the item whole; a dry run has made nothing that could be read back."""
    return owed_record(ended.mapping, run.today, written=True)
