"""The promise behind the due list, over whole lives of customers.

Whatever happens to a customer, in whatever order: the stored next date is never later than the rhythm allows
unless a reason is stored with it, never before the last contact, and is what the rules compute anew.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import func, select

from crmcli.customer.service import archive
from crmcli.customer.tables import Customer
from crmcli.deal.service import close_deal
from crmcli.deal.tables import Deal
from crmcli.due.service import snooze
from crmcli.grade.rules import ceiling_on, next_follow_up_on
from crmcli.grade.service import set_grade
from crmcli.kit.errors import RuleRefused
from crmcli.staff.desk import Desk
from crmcli.visit.service import NewVisit, log_visit
from crmcli.visit.tables import Visit
from tests.desk import Desks, register
from tests.examples import examples

RHYTHMS = {
    "A": relativedelta(days=1),
    "B": relativedelta(days=7),
    "C": relativedelta(days=15),
    "D": relativedelta(days=30),
    "E": relativedelta(years=1),
}
AFTER_SALE = relativedelta(days=90)
START = date(2027, 12, 20)  # the months to come have a leap day among them


class Happening(NamedTuple):
    """Something that happens to a customer, `after_days` after what happened before."""

    after_days: int
    what: Callable[[Desk, Customer], object]
    words: str

    def __repr__(self) -> str:
        return f"+{self.after_days}d {self.words}"


grades = st.none() | st.sampled_from("ABCDE")
reasons = st.none() | st.just("出差")
next_days = st.none() | st.integers(-3, 70)


def _happening(after_days: int, what: Callable[[Desk, Customer], object], words: object) -> Happening:
    return Happening(after_days, what, str(words))


@st.composite
def visits(draw: st.DrawFn) -> Happening:
    back, grade, ahead, reason, drop = (
        draw(st.integers(-1, 40) | st.just(0)),
        draw(grades),
        draw(next_days),
        draw(reasons),
        draw(st.booleans()),
    )

    def happens(at: Desk, one: Customer) -> object:
        return log_visit(
            at,
            one,
            NewVisit(
                draw_kind,
                at.today - timedelta(days=back),
                grade=grade,
                reason=reason,
                next_on=None if ahead is None else at.today + timedelta(days=ahead),
                drop_agreed=drop and ahead is None,
            ),
        )

    draw_kind = draw(st.sampled_from(("visit", "call", "reception")))
    return _happening(
        draw(st.integers(0, 40)), happens, ("visit", draw_kind, -back, grade, ahead, reason, drop)
    )


@st.composite
def snoozes(draw: st.DrawFn) -> Happening:
    ahead, reason = draw(st.integers(-2, 90)), draw(reasons)
    return _happening(
        draw(st.integers(0, 20)),
        lambda at, one: snooze(at, one, at.today + timedelta(days=ahead), reason),
        ("snooze", ahead, reason),
    )


@st.composite
def regrades(draw: st.DrawFn) -> Happening:
    grade = draw(grades)
    return _happening(draw(st.integers(0, 20)), lambda at, one: set_grade(at, one, grade), ("grade", grade))


@st.composite
def deals(draw: st.DrawFn) -> Happening:
    outcome, back, grade = draw(st.sampled_from(("won", "lost"))), draw(st.integers(-1, 30)), draw(grades)
    return _happening(
        draw(st.integers(0, 20)),
        lambda at, one: close_deal(
            at,
            one,
            outcome,
            amount_fen=None,
            closed_on=at.today - timedelta(days=back),
            reason=None,
            lost_grade=grade,
        ),
        ("deal", outcome, -back, grade),
    )


@st.composite
def archivings(draw: st.DrawFn) -> Happening:
    back = draw(st.booleans())
    return _happening(
        draw(st.integers(0, 20)),
        lambda at, one: archive(at, one, None if back else at.today),
        ("archive", back),
    )


happenings = st.lists(visits() | visits() | snoozes() | regrades() | deals() | archivings(), max_size=12)


@pytest.fixture(params=["general", "real-estate"])
def desk_at_start(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One open transaction on a real file; each example registers a customer of its own in it."""
    with Desks(tmp_path_factory.mktemp("book"), request.param)(START) as at:
        yield at


@settings(
    max_examples=examples(20, 60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(first_grade=grades, life=happenings)
def test_the_next_date_keeps_its_promise_through_every_life(
    desk_at_start: Desk, first_grade: str | None, life: list[Happening]
) -> None:
    at = desk_at_start
    one = register(at, grade=first_grade)
    _holds(at, one)
    for happening in life:
        at = at._replace(today=at.today + timedelta(days=happening.after_days))
        before = _stored(at, one)
        inside = at.session.begin_nested()
        try:
            happening.what(at, one)
            at.session.flush()
            inside.commit()
        except RuleRefused:
            inside.rollback()
            assert _stored(at, one) == before  # a refusal leaves no trace
        _holds(at, one)


def _stored(at: Desk, one: Customer) -> dict[str, object]:
    at.session.flush()
    at.session.refresh(one)
    return one.model_dump()


def _holds(at: Desk, one: Customer) -> None:
    _stored(at, one)
    assert (
        one.last_contact_on
        == at.session.exec(select(func.max(Visit.contact_on)).where(Visit.customer_id == one.id)).one()
    )
    ceiling = _latest_by_rhythm(one)
    next_on = one.next_follow_up_on
    if ceiling is None:
        assert next_on == one.agreed_on
    else:
        assert next_on is not None  # whoever has a rhythm never falls out of the list
        assert next_on <= ceiling or (one.agreed_on == next_on and one.agreed_reason)
    if one.last_contact_on is not None:
        assert next_on is None or next_on >= one.last_contact_on
        assert one.last_contact_on <= one.rhythm_from_on <= max(one.last_contact_on, _last_deal_on(at, one))
    policy_ceiling = ceiling_on(at.policy, one.grade, one.status, one.rhythm_from_on)
    assert policy_ceiling == ceiling
    assert next_on == next_follow_up_on(policy_ceiling, one.agreed_on, one.agreed_reason)


def _last_deal_on(at: Desk, one: Customer) -> date:
    closed_on = at.session.exec(select(func.max(Deal.closed_on)).where(Deal.customer_id == one.id)).one()
    return closed_on or date.min


def _latest_by_rhythm(one: Customer) -> date | None:
    """Reckoned here, from the thresholds of the rules and not from the playbook."""
    if one.grade is not None:
        return one.rhythm_from_on + RHYTHMS[one.grade]
    return one.rhythm_from_on + AFTER_SALE if one.status == "won" else None
