"""In which order something owed goes its way."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.customer.vocabulary import VOCABULARIES
from crmcli.kit.errors import RuleRefused, ValueRefused
from crmcli.owe.rules import (
    KINDS,
    MUST_BE_TOLD,
    STATES,
    Steps,
    check_answer,
    check_close,
    check_drop,
    check_opening,
    check_order,
    check_told,
    next_step,
    parse_mark,
    visible_on,
)
from crmcli.policy.promises import USUAL_DUE_DAYS

TODAY = date(2026, 11, 22)
SAID, DUE = date(2026, 11, 10), date(2026, 11, 20)


def steps(kind: str = "complaint", **days: Any) -> Steps:
    return Steps("P0001", kind, SAID, DUE, **days)


ANSWERED: dict[str, Any] = {"answered_on": date(2026, 11, 12)}
TOLD: dict[str, Any] = {**ANSWERED, "told_on": date(2026, 11, 14)}
CLOSED: dict[str, Any] = {**TOLD, "closed_on": date(2026, 11, 15)}


def test_the_words_are_known_everywhere() -> None:
    assert set(KINDS) == set(VOCABULARIES["owed_kind"]) == set(USUAL_DUE_DAYS)
    assert set(STATES) == set(VOCABULARIES["owed_state"])


@pytest.mark.parametrize(
    ("days", "state", "step_of_complaint", "step_of_promise"),
    [
        ({}, "open", "answer", "do"),
        (ANSWERED, "answered", "tell", "tell"),
        (TOLD, "told", "close", "close"),
        (CLOSED, "closed", None, None),
        ({"closed_on": SAID, "is_dropped": True}, "dropped", None, None),
    ],
)
def test_the_state_follows_from_the_steps(
    days: dict[str, Any], state: str, step_of_complaint: str | None, step_of_promise: str | None
) -> None:
    assert steps(**days).state == state
    for kind in KINDS:
        wanted = step_of_complaint if kind in MUST_BE_TOLD else step_of_promise
        assert next_step(state, kind) == wanted


@pytest.mark.parametrize(
    ("days", "due"),
    [
        ({}, DUE),
        (ANSWERED, DUE),
        ({**ANSWERED, "expected_on": date(2026, 11, 30)}, date(2026, 11, 30)),
        ({**ANSWERED, "expected_on": date(2026, 11, 13)}, date(2026, 11, 13)),
        (TOLD, DUE),
        ({**ANSWERED, "told_on": date(2026, 11, 21)}, date(2026, 11, 21)),  # closing is due when it was told
    ],
)
def test_the_next_step_is_due_on(days: dict[str, Any], due: date) -> None:
    assert steps(**days).next_due_on == due


@pytest.mark.parametrize(
    ("kind", "days", "visible"),
    [
        ("complaint", {}, SAID),
        ("suggestion", {}, SAID),
        ("promise", {}, date(2026, 11, 13)),
        ("message", {}, date(2026, 11, 13)),
        ("promise", ANSWERED, SAID),  # somebody waits to be told
    ],
)
def test_it_is_in_the_list_from(kind: str, days: dict[str, Any], visible: date) -> None:
    assert visible_on(steps(kind, **days), 7) == visible
    assert visible_on(steps(kind), 3650) == SAID


YESTERDAY, TOMORROW = TODAY - timedelta(1), TODAY + timedelta(1)


@pytest.mark.parametrize("kind", KINDS)
def test_steps_in_order_are_taken(kind: str) -> None:
    check_answer(steps(kind), TODAY, TODAY, TOMORROW)
    check_answer(steps(kind), SAID, TODAY, None)
    check_told(steps(kind, **ANSWERED), TODAY, TODAY)
    check_close(steps(kind, **TOLD), TODAY, TODAY, reasoned=False)
    check_drop(steps(kind))


@pytest.mark.parametrize(
    ("check", "said"),
    [
        (lambda: check_answer(steps(**ANSWERED), TODAY, TODAY, None), "answered on 2026-11-12 already"),
        (lambda: check_answer(steps(), TOMORROW, TODAY, None), "still to come"),
        (lambda: check_answer(steps(), SAID - timedelta(1), TODAY, None), "before the last step"),
        (lambda: check_answer(steps(), TODAY, TODAY, YESTERDAY), "earlier"),
        (lambda: check_answer(steps(**CLOSED), TODAY, TODAY, None), "closed on 2026-11-15 already"),
        (lambda: check_told(steps(), TODAY, TODAY), "no answer yet"),
        (lambda: check_told(steps(**TOLD), TODAY, TODAY), "told of P0001 on 2026-11-14 already"),
        (lambda: check_told(steps(**ANSWERED), SAID, TODAY), "before the last step"),
        (lambda: check_told(steps(closed_on=SAID, is_dropped=True), TODAY, TODAY), "was dropped"),
        (lambda: check_close(steps(), TODAY, TODAY, reasoned=False), "has no answer, and the customer"),
        (lambda: check_close(steps(**ANSWERED), TODAY, TODAY, reasoned=False), "has not been told"),
        (lambda: check_close(steps(**TOLD), date(2026, 11, 13), TODAY, reasoned=False), "before the last"),
        (lambda: check_close(steps(**CLOSED), TODAY, TODAY, reasoned=True), "closed on"),
        (lambda: check_drop(steps(**CLOSED)), "closed on"),
        (lambda: check_opening("promise", TOMORROW, TOMORROW, TODAY, by_customer=False), "still to come"),
        (lambda: check_opening("promise", TODAY, YESTERDAY, TODAY, by_customer=False), "cannot be due"),
        (lambda: check_opening("complaint", TODAY, TODAY, TODAY, by_customer=True), "--by-customer"),
    ],
)  # fmt: skip
def test_steps_out_of_order_are_refused(check: object, said: str) -> None:
    with pytest.raises(RuleRefused, match=said):
        check()  # type: ignore[operator]


def test_with_a_reason_it_is_closed_untold() -> None:
    check_close(steps(), TODAY, TODAY, reasoned=True)
    check_close(steps("promise"), TODAY, TODAY, reasoned=False)


days = st.none() | st.dates(date(2026, 11, 1), date(2026, 11, 30))


@given(st.sampled_from(KINDS), days, days, days, st.booleans(), st.booleans())
def test_what_a_file_tells_is_taken_only_where_it_can_have_been(
    kind: str, answered: date | None, told: date | None, closed: date | None, dropped: bool, reasoned: bool
) -> None:
    one = Steps("P0001", kind, SAID, DUE, answered, None, told, closed, dropped)
    in_order = [day for day in (SAID, answered, told, closed) if day is not None]
    can_have_been = (
        in_order == sorted(in_order)
        and (told is None or answered is not None)
        and (kind not in MUST_BE_TOLD or closed is None or told is not None or reasoned)
        and (not dropped or (closed is not None and reasoned))
    )
    if can_have_been:
        check_order(one, reasoned=reasoned)
    else:
        with pytest.raises(ValueRefused):
            check_order(one, reasoned=reasoned)


@pytest.mark.parametrize(("typed", "mark"), [("1", 1), (" 5 ", 5), ("4分", 4), ("３", 3), ("2/5", 2)])
def test_a_mark_is_read(typed: str, mark: int) -> None:
    assert parse_mark(typed) == mark


@pytest.mark.parametrize("typed", ["0", "6", "", "-1", "4.5", "好", "55", "1e1", "²", "五" * 5000])
def test_what_is_no_mark(typed: str) -> None:
    with pytest.raises(ValueRefused):
        parse_mark(typed)
