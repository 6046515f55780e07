"""`crm deal` as typed."""

from typing import Any

import pytest

from tests.inside import Inside
from tests.once import made_once
from tests.program import Program


@made_once
def one(inside: Inside) -> None:
    """A book with a B customer."""
    inside.add("王小明", "--grade", "B", "--need", "target", "--close", "2026-12-01")


def closed(one: Inside) -> Any:
    """The card without what a deal does not touch."""
    card = one.card("C0001")
    return card["status"], card["grade"], card["next_follow_up_on"]


def test_won(one: Inside) -> None:
    ran = one("deal", "wxm", "won", "4.8万", "--on", "周五", "--reason", "价格合适", "-f", "json")
    assert ran.code == 0
    assert ran.json["deals"] == [
        {
            "outcome": "won",
            "quantity": None,
            "amount_fen": 4_800_000,
            "closed_on": "2026-11-20",
            "reason": "价格合适",
            "by": "lily",
        }
    ]
    assert closed(one) == ("won", None, "2027-02-18")
    assert "2026-11-20 Fri" in ran.err  # as which day 周五 was understood
    assert "2027-02-18 Thu" in ran.err


@pytest.mark.parametrize(
    ("words", "grade", "next_on"),
    [((), "E", "2027-11-22"), (("--grade", "D"), "D", "2026-12-22")],
)
def test_lost(one: Inside, words: tuple[str, ...], grade: str, next_on: str) -> None:
    ran = one("deal", "C0001", "流失", *words, lang="zh")
    assert (ran.code, ran.out) == (0, "C0001\n")
    assert closed(one) == ("lost", grade, next_on)
    assert "流失" in ran.err


def test_at_a_terminal_a_lost_deal_asks_for_the_grade(one: Inside, crm: Program) -> None:
    ran = crm("deal", "C0001", "lost", stdin="D\n", tty=True)
    assert ran.code == 0, ran.out
    assert closed(one) == ("lost", "D", "2026-12-22")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("没有这人", "won"), 3),
        (("C0001",), 2),
        (("C0001", "sold"), 5),
        (("C0001", "won", "a lot"), 5),
        (("C0001", "won", "-5"), 2),
        (("C0001", "won", "5万", "--on", "tomorrow"), 5),
        (("C0001", "won", "5万", "--on", "x"), 5),
        (("C0001", "lost", "--grade", "F"), 5),
        (("C0001", "won", "--grade", "B"), 2),
    ],
)
def test_a_refusal_closes_nothing(one: Inside, words: tuple[str, ...], code: int) -> None:
    before = one.book.read_bytes()
    ran = one("deal", *words)
    assert (ran.code, ran.out) == (code, ""), ran.err
    assert ran.err
    assert one.book.read_bytes() == before


def test_a_new_opportunity(one: Inside) -> None:
    one.must("deal", "C0001", "won")
    one.must("grade", "C0001", "B")
    assert closed(one) == ("negotiating", "B", "2026-11-29")
    one.must("deal", "C0001", "won", "1万")
    deals = one.card("C0001")["deals"]
    assert isinstance(deals, list)
    assert [deal["amount_fen"] for deal in deals] == [1_000_000, None]


def test_the_installed_program_does_the_same(one: Inside, crm: Program) -> None:
    ran = crm("deal", "C0001", "won", "3000", lang="zh")
    assert (ran.code, ran.out) == (0, "C0001\n")
    assert "成交" in ran.err
    assert "2027-02-20 周六" in ran.err
