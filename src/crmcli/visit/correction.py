"""Correcting a logged visit: what it says moves, the old text stays, rhythm and grade stay true."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import col, select

from crmcli.approval.kinds import SCOUT
from crmcli.customer.tables import Customer
from crmcli.grade.rules import check_agreed
from crmcli.grade.service import ceiling_of, reschedule
from crmcli.kit.dates import describe_date
from crmcli.kit.errors import NotFound, RuleRefused
from crmcli.kit.i18n import _
from crmcli.staff.desk import Desk
from crmcli.visit.rewriting import Wanted, rewrite_parts
from crmcli.visit.rules import (
    Agreement,
    check_contact_day,
    first_follow_up_window,
    kept_agreement,
    rhythm_after_correction,
)
from crmcli.visit.service import company_line, give_grade
from crmcli.visit.tables import Visit, VisitCorrection


def correct_visit(desk: Desk, customer: Customer, number: int, wanted: Wanted) -> list[str]:
    """Correct the customer's visit of that number; what has moved.

    Raises NotFound without such a visit, RuleRefused where rhythm or grade would no longer be true.
    """
    return _Correcting(desk, customer, number, wanted).carry_out()


class _Correcting:
    def __init__(self, desk: Desk, customer: Customer, number: int, wanted: Wanted) -> None:
        self._desk = desk
        self._customer = customer
        self._wanted = wanted
        self._visits = _visits_of(desk, customer)
        self._visit = _numbered(self._visits, customer, number)
        self._was_latest = self._visit is self._visits[-1]
        self._moved: list[str] = []

    def carry_out(self) -> list[str]:
        columns = self._columns()
        before = (self._visit.contact_on, self._visit.kind)
        self._follow_card(columns)
        for name, value in columns.items():
            self._note(name, getattr(self._visit, name), value)
            setattr(self._visit, name, value)
        if (self._visit.contact_on, self._visit.kind) != before:
            self._retune_first_follow_up()
        rewrite_parts(self._desk, self._visit, self._wanted, self._note)
        if columns.get("is_scout"):
            from crmcli.approval.service import withdraw_about

            withdraw_about(self._desk, self._visit.customer_id, SCOUT)
        if self._moved:
            self._customer.rev += 1
            for row in (self._visit, self._customer):
                self._desk.session.add(row)
            self._desk.session.flush()
        return self._moved

    def _columns(self) -> dict[str, Any]:
        """The columns that are to move."""
        wanted = dict(self._wanted.columns)
        if wanted.get("line"):
            wanted["line"], _warned = company_line(self._desk, wanted["line"])
        columns = {name: value for name, value in wanted.items() if getattr(self._visit, name) != value}
        if "contact_on" in columns and "at" not in wanted and self._visit.at is not None:
            columns["at"] = None  # the hour was that of another day
        return columns

    def _follow_card(self, columns: dict[str, Any]) -> None:
        """What the card has from this visit moves with it. Raises RuleRefused."""
        agreed_here = self._customer.agreed_on == self._visit.next_on
        if "contact_on" in columns:
            self._move_date(columns["contact_on"], agreed_here and "next_on" not in columns)
        if "grade_after" in columns:
            self._regrade(columns.pop("grade_after"))
        if "next_on" in columns:
            self._agree(columns["next_on"], agreed_here)
        if (
            "next_topic" in columns
            and self._was_latest
            and self._customer.next_topic == self._visit.next_topic
        ):
            self._customer.next_topic = columns["next_topic"]

    @property
    def _visit_id(self) -> int:
        assert self._visit.id is not None
        return self._visit.id

    def _note(self, what: str, old: Any, new: Any) -> None:
        self._moved.append(what)
        self._desk.session.add(
            VisitCorrection(
                visit_id=self._visit_id,
                what=what,
                old_text=_as_text(old),
                new_text=_as_text(new),
                corrected_at=self._desk.now,
                by_id=self._desk.my_id,
                reason=self._wanted.reason,
            )
        )

    def _move_date(self, day: date, agreed_here: bool) -> None:
        """Another day: the last contact, the rhythm and the agreed date follow, or it is refused."""
        customer, visit = self._customer, self._visit
        check_contact_day(day, self._desk.today)
        others = [other for other in self._visits if other is not visit]
        is_last_then = all((day, self._visit_id) > _place(other) for other in others)
        if is_last_then is not self._was_latest:
            self._check_no_grade_moves(is_last_then)
        last = max([day, *(other.contact_on for other in others)])
        if last == customer.last_contact_on:
            return
        customer.rhythm_from_on = rhythm_after_correction(
            customer.rhythm_from_on, customer.last_contact_on, last, self._last_deal()
        )
        customer.last_contact_on = last
        ceiling = ceiling_of(self._desk, customer)
        if customer.agreed_on is not None and agreed_here and is_last_then:
            check_agreed(customer.agreed_on, ceiling, customer.agreed_reason or self._wanted.reason, last)
            if ceiling is not None and customer.agreed_on > ceiling:
                customer.agreed_reason = customer.agreed_reason or self._wanted.reason
        else:
            agreement = Agreement(customer.agreed_on, customer.agreed_reason)
            customer.agreed_on, customer.agreed_reason = kept_agreement(last, agreement, ceiling)
        reschedule(self._desk, customer)

    def _check_no_grade_moves(self, is_last_then: bool) -> None:
        """Where another contact becomes the last one, no grade may hang on this one: a person decides which counts."""
        visit, customer = self._visit, self._customer
        decides = is_last_then and visit.grade_after not in (None, customer.grade)
        if visit.grade_change_id is not None or decides:
            raise RuleRefused(
                _(
                    "With that date another contact would be the last one, and the grade {grade} that goes with this "
                    "one would no longer hold (the card has {now}). Take the visit back with crm undo ENTRY "
                    "(crm history {code}), and log it again with --at DATE."
                ),
                grade=visit.grade_after or "-",
                now=customer.grade or "-",
                code=customer.code,
            )

    def _last_deal(self) -> date | None:
        """The day of the last deal of a customer whose rhythm counts from it."""
        if self._customer.status not in ("won", "lost"):
            return None
        book = self._desk.writing.reading()
        query = "select max(closed_on) from deal where customer_id = ?"
        (closed_on,) = book.execute(query, (self._customer.id,)).fetchone()
        return date.fromisoformat(closed_on) if closed_on else None

    def _regrade(self, grade: str) -> None:
        customer, visit = self._customer, self._visit
        if not self._was_latest or customer.grade != visit.grade_after:
            raise RuleRefused(
                _(
                    "The grade of {name} is {now}, and another contact or crm grade has decided it since: "
                    "crm grade {code} {grade} gives it from now on."
                ),
                name=customer.name,
                now=customer.grade or "-",
                code=customer.code,
                grade=grade,
            )
        before = visit.grade_after
        give_grade(self._desk, customer, visit, grade, self._wanted.reason)
        visit.grade_reconsidered = True
        if visit.grade_after != before:  # else the fall waits for a yes
            self._note("grade_after", before, visit.grade_after)

    def _agree(self, next_on: date | None, agreed_here: bool) -> None:
        """The next date of the last contact is the card's too; that of an earlier one is only what it says."""
        customer = self._customer
        if not self._was_latest:
            return
        if not agreed_here:
            raise RuleRefused(
                _("The next date of {name} was moved since ({day}): crm snooze {code} DATE sets another."),
                name=customer.name,
                day=describe_date(customer.agreed_on) if customer.agreed_on else "-",
                code=customer.code,
            )
        reason, ceiling = self._wanted.reason, ceiling_of(self._desk, customer)
        if next_on is not None:
            check_agreed(next_on, ceiling, reason, customer.last_contact_on)
        late = next_on is not None and ceiling is not None and next_on > ceiling
        customer.agreed_on, customer.agreed_reason = next_on, reason if late else None
        reschedule(self._desk, customer)

    def _retune_first_follow_up(self) -> None:
        """The window of the first follow-up as the contacts give it now."""
        policy, customer = self._desk.policy.first_follow_up, self._customer
        if policy is None:
            return
        ordered = sorted(self._visits, key=_place)
        first = next((visit for visit in ordered if visit.kind in policy.after_kinds), None)
        if customer.first_follow_up_from_on is None and first is not self._visit:
            return
        window: tuple[date | None, date | None] = (None, None)
        if first is not None:
            start, last = first_follow_up_window(policy, first.contact_on)
            if all(visit is first or visit.contact_on < start for visit in ordered):
                window = start, last
        customer.first_follow_up_from_on, customer.first_follow_up_due_on = window


def _place(visit: Visit) -> tuple[date, int]:
    return visit.contact_on, visit.id or 0


def _visits_of(desk: Desk, customer: Customer) -> list[Visit]:
    """The visits in the order in which they are numbered."""
    query = select(Visit).where(Visit.customer_id == customer.id)
    return list(desk.session.exec(query.order_by(col(Visit.contact_on), col(Visit.id))))


def _numbered(visits: Sequence[Visit], customer: Customer, number: int) -> Visit:
    if not 1 <= number <= len(visits):
        raise NotFound(
            _("{name} has no visit {number}; there are {count}, which crm show {code} lists by number."),
            name=customer.name,
            number=number,
            count=len(visits),
            code=customer.code,
        )
    return visits[number - 1]


def _as_text(value: Any) -> str | None:
    """A value as the record of corrections keeps it."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)
