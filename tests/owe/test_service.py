"""What is owed, on a real book: whatever is tried in whatever order, nobody is left untold and nothing is due twice."""

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmcli.duty.service import stale_kinds
from crmcli.kit.errors import RuleRefused
from crmcli.owe.rules import KINDS, MUST_BE_TOLD
from crmcli.owe.service import (
    NewOwed,
    answer_owed,
    close_owed,
    drop_owed,
    edit_owed,
    load_owed,
    mark_satisfaction,
    open_owed,
    tell_owed,
)
from crmcli.owe.tables import Owed
from crmcli.staff.desk import Desk
from crmcli.staff.service import ensure_staff
from tests.desk import TODAY, Desks, customer, register
from tests.examples import examples

STEPS: dict[str, Callable[[Desk, Owed, date], object]] = {
    "answer": lambda at, owed, day: answer_owed(at, owed, "答复", day, None),
    "promise": lambda at, owed, day: answer_owed(at, owed, "在查", day, day + timedelta(3)),
    "tell": lambda at, owed, day: tell_owed(at, owed, day, "call"),
    "close": lambda at, owed, day: close_owed(at, owed, day),
    "close anyway": lambda at, owed, day: close_owed(at, owed, day, anyway="已离职"),
    "drop": lambda at, owed, _day: drop_owed(at, owed, "误会"),
    "hand over": lambda at, owed, _day: edit_owed(
        at, owed, {"owner_id": ensure_staff(at.writing, "孙静").id}
    ),
}
_numbers = count(1)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Desks:
    """One book for all examples, each with a customer of its own."""
    return Desks(tmp_path_factory.mktemp("owed"))


@settings(max_examples=examples(6, 20), suppress_health_check=list(HealthCheck), deadline=None)
@given(
    kinds=st.lists(st.sampled_from(KINDS), min_size=1, max_size=4),
    moves=st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from(list(STEPS)), st.integers(-2, 4)), max_size=10
    ),
)
def test_in_whatever_order(book: Desks, kinds: list[str], moves: list[tuple[int, str, int]]) -> None:
    name = f"客户{next(_numbers)}"
    with book() as at:
        one = register(at, name)
        at.session.flush()
        ids = [
            open_owed(at, one, NewOwed(kind, f"{kind} {place}", TODAY)).id for place, kind in enumerate(kinds)
        ]
    for which, step, days in moves:
        day = TODAY + timedelta(days)
        with suppress(RuleRefused), book(TODAY + timedelta(3)) as at:
            STEPS[step](at, load_owed(at, ids[which % len(ids)] or 0), day)
        for kind, answered, told, closed, reason, dropped in book.rows(
            "select o.kind, answered_on, told_on, closed_on, closed_reason, is_dropped from owed o"
            " join customer c on c.id = o.customer_id where c.name = ?", name,
        ):  # fmt: skip
            days_of_steps = [one for one in (TODAY.isoformat(), answered, told, closed) if one]
            assert days_of_steps == sorted(days_of_steps)
            assert told is None or answered is not None
            assert not (kind in MUST_BE_TOLD and closed and not told and not reason)
            assert not dropped or reason
        due = book.rows("select kind, owner_id from duty where name = ?", name)
        assert len(set(due)) == len(due)
        waiting = book.rows(
            "select distinct case when o.kind in ('complaint', 'suggestion') then 'complaint' else 'promise' end,"
            " coalesce(o.owner_id, c.owner_id) from owed o join customer c on c.id = o.customer_id"
            " where c.name = ? and o.closed_on is null", name,
        )  # fmt: skip
        assert sorted(due) == sorted(waiting)
    with closing(book.connect()) as connection:
        assert stale_kinds(connection) == []


def opened(desks: Desks, kind: str = "complaint", **more: object) -> int:
    with desks() as at:
        one = register(at, grade="B")
        at.session.flush()
        owed = open_owed(at, one, NewOwed(kind, "发货晚了", TODAY, **more))  # type: ignore[arg-type]
        assert owed.id is not None
        return owed.id


@pytest.mark.parametrize(
    ("kind", "due"),
    [("complaint", "2026-11-23"), ("message", "2026-11-23"), ("promise", "2026-11-29"), ("suggestion", "2026-11-29")],
)  # fmt: skip
def test_the_playbook_says_by_when(desks: Desks, kind: str, due: str) -> None:
    opened(desks, kind)
    assert desks.row("select due_on from owed") == (due,)


def test_a_playbook_of_ones_own_says_otherwise(desks: Desks) -> None:
    shipped = Path(__file__).parents[2] / "src" / "crmcli" / "playbooks" / "general.toml"
    text = shipped.read_text(encoding="utf-8")
    text = text.replace('name = "general"', 'name = "own"').replace("complaint = 1", "complaint = 3")
    (desks.playbooks / "own.toml").write_text(
        text.replace("ahead_days = 7", "ahead_days = 2"), encoding="utf-8"
    )
    desks.choose_playbook("own")
    opened(desks)
    assert desks.row("select due_on from owed") == ("2026-11-25",)
    with desks() as at:
        open_owed(at, customer(at), NewOwed("promise", "样品", TODAY, TODAY + timedelta(20)))
    assert desks.row("select visible_on from duty where kind = 'promise'") == ("2026-12-10",)


def test_an_item_goes_with_the_card_unless_somebody_is_named(desks: Desks) -> None:
    opened(desks)
    query = "select s.name from duty d join staff s on s.id = d.owner_id order by d.id"
    assert desks.rows(query) == [("lily",)]
    with desks() as at:
        other = ensure_staff(at.writing, "孙静")
        one = customer(at)
        one.owner_id = other.id or 0
        at.session.add(one)
    assert desks.rows(query) == [("孙静",)]
    with desks() as at:
        me = ensure_staff(at.writing, "lily")
        edit_owed(at, load_owed(at, 1), {"owner_id": me.id})
    assert desks.rows(query) == [("lily",)]


def test_the_due_day_is_the_one_that_was_named(desks: Desks) -> None:
    opened(desks)
    with desks() as at:
        answer_owed(at, load_owed(at, 1), "在查", TODAY, TODAY + timedelta(5))
    assert desks.row("select visible_on, due_on from duty") == ("2026-11-22", "2026-11-27")
    with desks(TODAY + timedelta(8)) as at:
        tell_owed(at, load_owed(at, 1), at.today, None, "已补发")
    assert desks.row("select due_on, words_en, words_zh from duty") == (
        "2026-11-30", "close: 发货晚了 (P0001)", "结案：发货晚了 (P0001)",
    )  # fmt: skip
    assert desks.row("select outcome from owed") == ("已补发",)


def test_one_row_names_all_the_first_due_first(desks: Desks) -> None:
    opened(desks, "promise", due_on=TODAY + timedelta(9))
    with desks() as at:
        one = customer(at)
        open_owed(at, one, NewOwed("message", "伞", TODAY, TODAY + timedelta(1), department="前台"))
        open_owed(at, one, NewOwed("promise", "首付款", TODAY, TODAY + timedelta(3), by_customer=True))
    (row,) = desks.rows("select kind, visible_on, due_on, title, words_en from duty")
    assert row == (
        "promise", "2026-11-22", "2026-11-23", "伞; 首付款; 发货晚了",
        "pass on: 伞 (P0002, 前台); the customer promised: 首付款 (P0003); promised: 发货晚了 (P0001)",
    )  # fmt: skip


def test_the_table_itself_refuses_what_must_not_be(desks: Desks) -> None:
    opened(desks)
    with closing(desks.connect()) as connection:
        for change in (
            "closed_on = '2026-11-22'",
            "told_on = '2026-11-22'",
            "is_dropped = 1",
            "by_customer = 1",
            "kind = 'other'",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(f"update owed set {change}")
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(
                "insert into satisfaction_mark (customer_id, mark, given_on, by_id, noted_at) values (1, 6, '', 1, '')"
            )


def test_a_reference_is_never_used_twice(desks: Desks) -> None:
    opened(desks)
    with desks() as at:
        at.session.delete(load_owed(at, 1))
        at.session.flush()
        assert open_owed(at, customer(at), NewOwed("promise", "x", TODAY)).ref == "P0002"


def test_what_is_refused(desks: Desks) -> None:
    opened(desks)
    with desks() as at, pytest.raises(RuleRefused, match="no answer yet"):
        edit_owed(at, load_owed(at, 1), {"answer": "x"})
    with desks() as at, pytest.raises(RuleRefused, match="cannot be due"):
        edit_owed(at, load_owed(at, 1), {"due_on": TODAY - timedelta(1)})
    with desks() as at, pytest.raises(RuleRefused, match="still to come"):
        mark_satisfaction(at, customer(at), 3, TODAY + timedelta(1), None, None)
    with desks() as at:
        customer(at).archived_on = TODAY
        with pytest.raises(RuleRefused, match="archived"):
            open_owed(at, customer(at), NewOwed("promise", "x", TODAY))
        with pytest.raises(RuleRefused, match="archived"):
            mark_satisfaction(at, customer(at), 3, TODAY, None, None)
