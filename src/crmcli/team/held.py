"""What somebody who leaves still answers for, and who has it then (docs/rules.md#leaving)."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlmodel import col, or_, select

from crmcli.approval.tables import Approval
from crmcli.campaign.tables import Campaign, CampaignImprovement
from crmcli.checklist.tables import Checklist
from crmcli.customer.tables import Customer
from crmcli.filing.tables import CardCheck, CardCheckItem
from crmcli.kit.i18n import _, _n
from crmcli.owe.tables import Owed
from crmcli.report.tables import ReportAnnotation
from crmcli.staff.desk import Desk
from crmcli.staff.tables import Staff


class Kind(NamedTuple):
    """What is asked for, the column that says whose it is, and how many there are in words."""

    query: Any
    column: str
    counted: Callable[[int], str]


class Held(NamedTuple):
    """What there is of a kind."""

    kind: Kind
    rows: Sequence[Any]


def held_by(desk: Desk, member: Staff) -> list[Held]:
    """Everything that is not over and would be on nobody's list; kinds without a row are left out."""
    kinds = [*_customers_and_people(member), *_work(member), _tasks(member, _branch_left_empty(desk, member))]
    found = [Held(kind, list(desk.session.exec(kind.query))) for kind in kinds]
    return [held for held in found if held.rows]


def in_words(held: Sequence[Held]) -> str:
    """How many there are of each kind."""
    return _(", ").join(one.kind.counted(len(one.rows)) for one in held)


def pass_on(desk: Desk, held: Sequence[Held], member: Staff, successor: Staff) -> None:
    """Whose it was, it is the successor's. Customers and requests for a yes go their own ways."""
    emptied = _branch_left_empty(desk, member)
    for kind, rows in held:
        for row in rows:
            if isinstance(row, Customer | Approval):
                continue
            if isinstance(row, ReportAnnotation) and emptied is not None and row.for_branch == emptied:
                row.for_branch = None
            # Nobody stands above themselves.
            setattr(row, kind.column, None if row is successor else successor.id)
            desk.session.add(row)


def _customers_and_people(member: Staff) -> Iterator[Kind]:
    customers = select(Customer).where(Customer.owner_id == member.id)
    yield Kind(customers, "owner_id", lambda n: _n("{n} customer", "{n} customers", n).format(n=n))
    people = select(Staff).where(Staff.supervisor_id == member.id)
    yield Kind(
        people,
        "supervisor_id",
        lambda n: _n("{n} supervised person", "{n} supervised people", n).format(n=n),
    )
    requests = select(Approval).where(Approval.state == "pending", Approval.approver_id == member.id)
    yield Kind(
        requests,
        "approver_id",
        lambda n: _n("{n} request to decide", "{n} requests to decide", n).format(n=n),
    )


def _work(member: Staff) -> Iterator[Kind]:
    for table, still_open, counted in (
        (
            Owed,
            col(Owed.closed_on).is_(None),
            lambda n: _n("{n} promise or complaint", "{n} promises or complaints", n).format(n=n),
        ),
        (
            CampaignImprovement,
            col(CampaignImprovement.done_on).is_(None),
            lambda n: _n("{n} improvement", "{n} improvements", n).format(n=n),
        ),
        (
            Campaign,
            col(Campaign.ended_on).is_(None),
            lambda n: _n("{n} campaign", "{n} campaigns", n).format(n=n),
        ),
        (
            Checklist,
            col(Checklist.closed_on).is_(None),
            lambda n: _n("{n} checklist", "{n} checklists", n).format(n=n),
        ),
    ):
        owner: Any = getattr(table, "owner_id")  # noqa: B009 - every one of these tables has it
        yield Kind(select(table).where(owner == member.id, still_open), "owner_id", counted)
    unseen = select(CardCheckItem.check_id).where(CardCheckItem.state == "open")
    drawn = select(CardCheck).where(CardCheck.drawn_by_id == member.id, col(CardCheck.id).in_(unseen))
    yield Kind(drawn, "drawn_by_id", lambda n: _n("{n} spot check", "{n} spot checks", n).format(n=n))


def _tasks(member: Staff, emptied: str | None) -> Kind:
    """Tasks of the person, those that the person gave a branch, and those of a branch where nobody else works."""
    for_a_branch = col(ReportAnnotation.for_id).is_(None) & col(ReportAnnotation.for_branch).is_not(None)
    theirs = or_(
        col(ReportAnnotation.for_id) == member.id,
        for_a_branch & (col(ReportAnnotation.by_id) == member.id),
        for_a_branch & (col(ReportAnnotation.for_branch) == emptied),
    )
    return Kind(
        select(ReportAnnotation).where(theirs, col(ReportAnnotation.done_on).is_(None)),
        "for_id",
        lambda n: _n("{n} task of a report", "{n} tasks of reports", n).format(n=n),
    )


def _branch_left_empty(desk: Desk, member: Staff) -> str | None:
    """The branch of whoever leaves, where nobody else works there."""
    if member.branch is None:
        return None
    others = select(Staff.id).where(
        Staff.branch == member.branch, Staff.id != member.id, col(Staff.left_on).is_(None)
    )
    return None if desk.session.exec(others).first() is not None else member.branch
