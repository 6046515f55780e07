"""A salesperson's week, day by day, as typed: cards in, contacts out, one deal, and what the list says each morning."""

import sqlite3
from contextlib import closing
from typing import Any

from tests.inside import Inside
from tests.program import Program, Ran


class Week:
    """One person's days at the command line."""

    def __init__(self, inside: Inside) -> None:
        self.inside = inside
        self.writes = 0

    def morning(self, day: str) -> list[tuple[str, str, int]]:
        """It is that day; (name, kind, days overdue) of the list."""
        self.inside.environ["CRM_TODAY"] = day
        rows: list[dict[str, Any]] = self.inside.must("due", "-f", "json").json
        return [(row["name"], row["kind"], row["days_overdue"]) for row in rows]

    def write(self, *words: str) -> Ran:
        """A command that changes something."""
        self.writes += 1
        return self.inside.must(*words)

    def next_on(self, name: str) -> object:
        """When the next follow-up of a customer is."""
        return self.inside.card(name)["next_follow_up_on"]


def test_a_week(inside: Inside, crm: Program) -> None:
    week = Week(inside)

    # Monday: nothing is there yet. Three cards come in.
    assert week.morning("2026-11-16") == []
    week.write(
        "add", "王小明", "--phone", "138 1234 5678", "--grade", "A", "--need", "target", "--close", "12-10"
    )
    week.write("add", "河南华信商贸有限公司", "--contact", "赵婷", "--grade", "B", "--amount", "35万")
    assert "C0003 A-E gives one" in week.write("add", "李丽", "--phone", "13912345678").err
    assert week.morning("2026-11-16") == [("李丽", "grade_missing", 0)]
    week.write("grade", "李丽", "D")
    assert week.morning("2026-11-16") == []

    # Tuesday: the A customer wants to be called on Thursday. That is later than daily, so a reason is needed.
    assert week.morning("2026-11-17") == [("王小明", "follow_up", 0)]
    refused = inside("visit", "wxm", "看样品", "--next", "周四")
    assert refused.code == 5
    assert "--reason" in refused.err
    assert week.morning("2026-11-17") == [("王小明", "follow_up", 0)]
    week.write("visit", "wxm", "看样品", "--next", "周四", "--reason", "明天出差", "--topic", "带合同")
    assert inside("due", "--exit-code").code == 1

    # Wednesday: nothing is due. He calls by himself, and the appointment stands; a visit to the company goes badly.
    assert week.morning("2026-11-18") == []
    week.write("visit", "13812345678", "问了付款方式", "--kind", "call")
    assert week.next_on("王小明") == "2026-11-19"
    week.write("visit", "hnhxsmyxgs", "预算推迟", "--grade", "C", "--reason", "明年再说")
    assert week.next_on("华信") == "2026-12-03"

    # Thursday: the topic stands beside the name. The deal is done.
    assert week.morning("2026-11-19") == [("王小明", "follow_up", 0)]
    assert "带合同" in inside.must("due").out
    week.write("deal", "wxm", "won", "4.8万")
    assert week.morning("2026-11-19") == []
    assert week.next_on("王小明") == "2027-02-17"

    # Friday: a contact of Tuesday was forgotten; it is history and moves nothing.
    assert week.morning("2026-11-20") == []
    week.write("visit", "华信", "送资料", "--at", "周二")
    assert (inside.card("华信")["grade"], week.next_on("华信")) == ("C", "2026-12-03")
    week.write("snooze", "李丽", "下周一", "--topic", "介绍新品")

    # Saturday: the supervisor looks at who bought, and at what the book says of why.
    assert inside.names("list", "--status", "won") == ["王小明"]
    assert "2026-11-19 Thu + 90 days = 2027-02-17 Wed" in inside.must("why", "wxm").out

    # Sunday: a look ahead.
    assert week.morning("2026-11-22") == []
    assert [row["name"] for row in inside.must("due", "tomorrow", "-f", "json").json] == ["李丽"]

    # Monday again, and then three weeks of illness.
    assert week.morning("2026-11-23") == [("李丽", "follow_up", 0)]
    assert week.morning("2026-12-14") == [
        ("河南华信商贸有限公司", "follow_up", 11),
        ("李丽", "follow_up", 21),
    ]
    assert week.write("plan", "--per-day", "1").out == "2 changed, 0 unchanged\n"
    assert week.morning("2026-12-14") == [("河南华信商贸有限公司", "follow_up", 0)]
    assert week.morning("2026-12-15") == [("河南华信商贸有限公司", "follow_up", 1), ("李丽", "follow_up", 0)]

    # After the sale a new opportunity brings the grade back.
    week.write("visit", "wxm", "要加购", "--grade", "B")
    card = inside.card("王小明")
    assert (card["status"], card["grade"], card["next_follow_up_on"]) == ("negotiating", "B", "2026-12-22")

    # The installed program sees the same book; the history has one entry for each thing that was done.
    seen = crm("due", "all", "-f", "codes", env={"CRM_TODAY": "2026-12-15"})
    assert (seen.code, seen.lines) == (0, ["C0002", "C0003", "C0001"])
    with closing(sqlite3.connect(crm.book)) as book:
        (entries,) = book.execute("select count(*) from change_entry where command <> 'init'").fetchone()
    assert entries == week.writes
