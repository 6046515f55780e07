"""What the book knows of a customer before a visit is logged."""

from datetime import date
from typing import NamedTuple

from crmcli.customer.queries import Match
from crmcli.customer.selection import one_customer
from crmcli.customer.showing import customer_mapping
from crmcli.kit.cli.invocation import Invocation
from crmcli.policy.queries import policy_in_force
from crmcli.policy.rules import Policy
from crmcli.policy.visit_record import VisitRecord, visit_record_in_force


class Seen(NamedTuple):
    """The customer, the policy and the form in force, and who is on the staff."""

    match: Match
    policy: Policy
    record: VisitRecord
    need: str | None
    expected_close_on: date | None
    status: str
    has_phone: bool
    is_scout: bool
    staff: list[str]


def look_up(run: Invocation, typed: str) -> Seen:
    """The customer meant. Raises NotFound, Ambiguous."""
    with run.reading() as book:
        match = one_customer(run, book, typed)
        card = customer_mapping(book, match.customer_id, run.today)
        close = date.fromisoformat(card["expected_close_on"]) if card["expected_close_on"] else None
        staff = book.execute("select name from staff order by name").fetchall() if run.interactive else []
        return Seen(
            match,
            policy_in_force(book),
            visit_record_in_force(book),
            card["need"],
            close,
            card["status"],
            bool(card["phones"]),
            card["is_scout"],
            [name for (name,) in staff],
        )
