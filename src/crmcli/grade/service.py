"""Grading a customer and keeping the stored date of the next follow-up true."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlmodel import select

from crmcli.customer.tables import Customer
from crmcli.customer.whole_rows import customer_rows
from crmcli.grade.falls import waits_for_a_yes
from crmcli.grade.rules import Suggestion, ceiling_on, is_opportunity, next_follow_up_on, suggest_grade
from crmcli.grade.tables import GradeChange, GradeReview
from crmcli.kit.storage.references import batches
from crmcli.staff.desk import Desk

Row = dict[str, Any]


def reschedule(desk: Desk, customer: Customer) -> None:
    """Bring the stored date of the next follow-up in line with grade, contact and agreement."""
    ceiling = ceiling_of(desk, customer)
    customer.next_follow_up_on = next_follow_up_on(ceiling, customer.agreed_on, customer.agreed_reason)


def ceiling_of(desk: Desk, customer: Customer) -> date | None:
    """The last day on which the rhythm allows the next follow-up of this customer."""
    return ceiling_on(desk.policy, customer.grade, customer.status, customer.rhythm_from_on)


def suggestion_for(desk: Desk, customer: Customer) -> Suggestion:
    """The grade that need and close date suggest today."""
    return suggest_grade(desk.policy, customer.need, customer.expected_close_on, desk.today)


def set_grade(
    desk: Desk, customer: Customer, grade: str | None, *, reason: str | None = None
) -> GradeChange | None:
    """Give the customer a grade (None: take it away) and start its rhythm; None where nothing changed.

    Nothing changes where it has that grade, and where a fall in a team waits for a yes. RuleRefused for one unreported.
    """
    if grade == customer.grade or waits_for_a_yes(desk, customer, grade, reason):
        return None
    return apply_grade(desk, customer, grade, reason=reason)


def apply_grade(
    desk: Desk, customer: Customer, grade: str | None, *, reason: str | None = None
) -> GradeChange | None:
    """The same without asking anybody: for a yes that was given, and for a deal that was won.

    A customer never contacted counts the rhythm from the first grade's day, every other one from the last contact.
    """
    if grade == customer.grade:
        return None
    change = _change(desk, customer, grade, reason)
    desk.session.add(change)
    first = customer.grade is None
    customer.grade = grade
    closed = customer.status in ("won", "lost")  # its rhythm counts from the deal
    if first and grade is not None and customer.last_contact_on is None and not closed:
        customer.rhythm_from_on = max(customer.rhythm_from_on, desk.today)
    if customer.status in ("won", "lost") and is_opportunity(desk.policy, grade):
        customer.status = "negotiating"  # a new opportunity after the deal
    reschedule(desk, customer)
    customer.rev += 1
    desk.session.add(customer)
    return change


def _change(desk: Desk, customer: Customer, grade: str | None, reason: str | None) -> GradeChange:
    assert customer.id is not None
    return GradeChange(
        customer_id=customer.id,
        changed_on=desk.today,
        from_grade=customer.grade,
        to_grade=grade,
        suggested=suggestion_for(desk, customer).letter,
        reason=reason,
        by_id=desk.my_id,
    )


def review_grade(desk: Desk, customer: Customer) -> bool:
    """Note that the grade was looked at today and stays; False where that is noted already."""
    assert customer.id is not None
    query = select(GradeReview.id).where(
        GradeReview.customer_id == customer.id, GradeReview.reviewed_on == desk.today
    )
    if customer.grade is None or desk.session.exec(query).first() is not None:
        return False
    desk.session.add(
        GradeReview(customer_id=customer.id, grade=customer.grade, reviewed_on=desk.today, by_id=desk.my_id)
    )
    return True


def reschedule_all(desk: Desk) -> int:
    """Recompute every stored date under the policy now in force; how many moved."""
    book = desk.writing.reading()
    ids = [one for (one,) in book.execute("select id from customer order by id")]  # archived ones too
    moved = 0
    for batch in batches(ids):
        moved += desk.writing.update_rows(Customer, list(_moved_rows(desk, customer_rows(book, batch))))
    desk.session.expire_all()
    return moved


def _moved_rows(desk: Desk, rows: Iterable[Row]) -> Iterator[tuple[Row, Row]]:
    """The rows whose next follow-up is another day now."""
    for row in rows:
        ceiling = ceiling_on(desk.policy, row["grade"], row["status"], row["rhythm_from_on"])
        day = next_follow_up_on(ceiling, row["agreed_on"], row["agreed_reason"])
        if day != row["next_follow_up_on"]:
            yield row, {**row, "next_follow_up_on": day, "rev": row["rev"] + 1}
