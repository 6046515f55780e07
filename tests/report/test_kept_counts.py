"""What was kept on a Saturday stays as it was counted, by whoever had the customers then."""

from typing import Any

from tests.inside import Inside
from tests.once import made_once


@made_once
def book(inside: Inside) -> None:
    """Two B of 甲 and one of 刘燕, counted on the Saturday."""
    inside.environ["CRM_TODAY"] = "2026-11-14"
    for name in ("甲", "刘燕"):
        inside.must("team", "staff", "add", name)
    for name, owner in (("客户一", "甲"), ("客户二", "甲"), ("客户三", "刘燕")):
        inside.must("add", name, "--grade", "B", "--owner", owner)
    inside.must("report", "grades", "--keep")


def report(book: Inside, *words: str) -> Any:
    return book.must("report", "grades", *words, "-f", "json").json


def people(book: Inside, *words: str) -> dict[tuple[str, str], int]:
    return {(row["owner"], row["grade"]): row["now"] for row in report(book, *words)["people"] if row["now"]}


KEPT = {("甲", "B"): 2, ("刘燕", "B"): 1}


def test_a_handover_does_not_rewrite_a_kept_count(book: Inside) -> None:
    book.environ["CRM_TODAY"] = "2026-11-21"
    assert people(book, "--period", "2026-11-14") == KEPT
    book.must("team", "staff", "leave", "甲", "--successor", "刘燕", "--yes")
    assert people(book, "--period", "2026-11-14") == KEPT
    assert people(book) == {("刘燕", "B"): 3}
    assert [row["now"] for row in report(book, "--period", "2026-11-14", "--staff", "甲")["people"]] == [2]
    assert "the count kept on 2026-11-14" in book("report", "grades", "--period", "2026-11-14").out
    (total,) = [row for row in report(book)["grades"] if row["grade"] == "B"]
    assert (total["now"], total["before"], total["unexplained"]) == (3, 3, 0)


def test_a_day_without_a_count_goes_by_the_owners_of_that_day(book: Inside) -> None:
    book.environ["CRM_TODAY"] = "2026-11-17"
    book.must("edit", "客户一", "--owner", "刘燕")
    book.environ["CRM_TODAY"] = "2026-11-21"
    assert people(book, "--period", "2026-11-16") == KEPT
    assert people(book, "--period", "2026-11-17") == {("甲", "B"): 1, ("刘燕", "B"): 2}
    book.must("grade", "客户一", "A")
    (moved,) = report(book, "--staff", "刘燕")["movements"]
    assert (moved["owner"], moved["to_grade"]) == ("刘燕", "A")


def test_what_moves_after_the_count_on_its_day_is_of_the_next(book: Inside) -> None:
    book.must("grade", "客户三", "A")
    book.environ["CRM_TODAY"] = "2026-11-21"
    then = report(book, "--period", "2026-11-14")
    assert {row["grade"]: row["now"] for row in then["grades"] if row["now"]} == {"B": 3}
    assert all(row["to_grade"] != "A" for row in then["movements"])
    now = report(book)
    assert [row["to_grade"] for row in now["movements"]] == ["A"]
    assert all(row["unexplained"] == 0 for row in now["grades"])
