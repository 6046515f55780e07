"""Three weeks of two salespeople, a supervisor and a manager, as typed; every number of their reports reckoned again.

The second calculation is plain Python over the rows of the book: it knows nothing of views, queries and rules.
"""

import random
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from typing import Any

import pytest

from tests.inside import Inside

MONDAY, LAST = date(2026, 11, 2), date(2026, 11, 21)  # three weeks of Monday to Saturday, without a holiday
SELLERS, BOSS, MANAGER = ("刘燕", "孙静"), "李主管", "王经理"
SOURCES = ("网络", "路过", "亲友推荐")
GRADES = "ABCDE"
CLOSES_WITHIN_MONTHS = {"A": 1, "B": 3, "C": 6}
Rows = list[dict[str, Any]]


class Team:
    """The book and whoever types; `chance` decides what happens, the same each time."""

    def __init__(self, inside: Inside) -> None:
        self.inside = inside
        self.chance = random.Random(20261102)
        self.codes: dict[str, list[str]] = {name: [] for name in SELLERS}
        self.absent = {
            ("孙静", date(2026, 11, 5)),
            ("刘燕", date(2026, 11, 17)),
            ("孙静", date(2026, 11, 18)),
        }

    def set_up(self) -> None:
        self.inside.environ["CRM_TODAY"] = f"{MONDAY}T08:00:00"
        must = self.inside.must
        must("team", "staff", "add", MANAGER, "--role", "经理")
        must("team", "staff", "edit", "lily", "--role", "经理")  # who made the book sells nothing
        must("team", "staff", "add", BOSS, "--role", "主管", "--branch", "东区", "--supervisor", MANAGER)
        for name in SELLERS:
            must("team", "staff", "add", name, "--branch", "东区", "--supervisor", BOSS, "--capacity", "3")
        must("config", "policy", "team")

    def live(self) -> None:
        """Day by day: the morning's decisions, then what each of them does, on Saturdays the counts."""
        day = MONDAY
        while day <= LAST:
            self.inside.environ["CRM_TODAY"] = f"{day}T17:30:00"
            if day.weekday() == 5:
                self.inside.must("report", "grades", "--keep", "--as", BOSS)
            elif day.weekday() < 5:
                self.decide(day)
                for name in SELLERS:
                    if (name, day) not in self.absent:
                        self.sell(name)
            day += timedelta(days=1)

    def decide(self, day: date) -> None:
        """What waits is granted, every fourth is not; a new card is the manager's."""
        for row in self.inside.must("team", "approvals", "-f", "json").json:
            who = MANAGER if row["kind"] == "new_card" else BOSS
            words = ("refuse", str(row["number"]), "--note", "再跟一次") if row["number"] % 4 == 3 else None
            ran = self.inside("team", "approvals", *(words or ("grant", str(row["number"]))), "--as", who)
            assert ran.code in (0, 5), (day, ran.err)  # 5: the grade has moved since

    def sell(self, name: str) -> None:
        chance = self.chance
        lines: list[str] = []
        for _card in range(chance.choice((0, 1, 2))):
            grade, source = chance.choice(GRADES), chance.choice(SOURCES)
            number = 10_000_000 + sum(map(len, self.codes.values())) + len(lines)
            lines.append(f"add 客户{number} --grade {grade} --source {source} --phone 139{number}")
        for code in chance.sample(self.codes[name], min(3, len(self.codes[name]))):
            lines.append(self.contact(code))
        if self.codes[name] and chance.random() < 0.25:
            code = chance.choice(self.codes[name])
            lines.append(f"deal {code} {chance.choice(('won 3万', 'lost --reason 价格'))}")
        ran = self.inside("batch", "-", "-f", "json", "--as", name, stdin="\n".join(lines))
        for result in map(_parsed, ran.out.splitlines()):
            assert result["exit_code"] in (0, 6), result
            if result["command"].startswith("add "):
                self.codes[name].append(result["result"]["code"])

    def contact(self, code: str) -> str:
        chance = self.chance
        words = [f"visit {code} 谈了需求 --kind {chance.choice(('visit', 'call', 'reception'))}"]
        if chance.random() < 0.7:
            words.append(f"--grade {chance.choice(GRADES)}")
        if chance.random() < 0.3:
            words.append(f"--with {BOSS} --purpose {chance.choice(('示范推销技术', '处理客户抱怨'))}")
        return " ".join(words)


def _parsed(line: str) -> dict[str, Any]:
    import json

    result: dict[str, Any] = json.loads(line)
    return result


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Team:
    from tests.program import Program

    found = Team(Inside(Program(tmp_path_factory.mktemp("team"))))
    found.set_up()
    found.live()
    found.inside.environ["CRM_TODAY"] = f"{LAST}T18:00:00"
    return found


def raw(team: Team, table: str) -> Rows:
    with closing(sqlite3.connect(team.inside.book)) as book:
        book.row_factory = sqlite3.Row
        return [dict(row) for row in book.execute(f"select * from {table} order by id")]


def names(team: Team) -> dict[int, str]:
    return {row["id"]: row["name"] for row in raw(team, "staff")}


def customers(team: Team) -> dict[int, dict[str, Any]]:
    return {row["id"]: row for row in raw(team, "customer")}


def taking_part(team: Team) -> Iterator[tuple[str, dict[str, Any]]]:
    """(who, contact), for whoever logged it and whoever went along."""
    known, along = names(team), defaultdict(set)
    for row in raw(team, "visit_companion"):
        along[row["visit_id"]].add(row["staff_id"])
    for visit in raw(team, "visit"):
        for one in {visit["by_id"], *along[visit["id"]]}:
            yield known[one], visit


def report(team: Team, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = team.inside.must("report", *words, "-f", "json").json
    return found


def week(number: int) -> tuple[str, str]:
    first = MONDAY + timedelta(days=7 * number)
    return str(first), str(first + timedelta(days=6))


def moved(team: Team, first: str, last: str, better: bool) -> Counter[str]:
    known, cards = names(team), customers(team)
    return Counter(
        known[cards[row["customer_id"]]["owner_id"]]
        for row in raw(team, "grade_change")
        if first <= row["changed_on"] <= last
        and row["from_grade"]
        and row["to_grade"]
        and (row["to_grade"] < row["from_grade"]) is better
    )


def test_something_happened(team: Team) -> None:
    approvals = Counter(row["state"] for row in raw(team, "approval"))
    assert approvals["granted"] > 10
    assert approvals["refused"] > 1
    assert Counter(row["outcome"] for row in raw(team, "deal")).total() > 2
    assert len(raw(team, "visit")) > 50


@pytest.mark.parametrize("number", range(3))
def test_the_week_of_each(team: Team, number: int) -> None:
    first, last = week(number)
    found = report(team, "weekly", "--from", first, "--to", last)
    contacts: dict[str, Rows] = defaultdict(list)
    for name, visit in taking_part(team):
        if first <= visit["contact_on"] <= last:
            contacts[name].append(visit)
    new = Counter(
        names(team)[row["owner_id"]]
        for row in customers(team).values()
        if first <= row["registered_on"] <= last
    )
    up, down = moved(team, first, last, True), moved(team, first, last, False)
    assert {row.pop("staff"): row for row in found["people"]} == {
        name: {
            "visits": len(contacts[name]),
            "customers": len({visit["customer_id"] for visit in contacts[name]}),
            "days": len({visit["contact_on"] for visit in contacts[name]}),
            "new_customers": new[name],
            "up": up[name],
            "down": down[name],
        }
        for name in (*SELLERS, BOSS)
        if contacts[name] or new[name] or up[name] or down[name]
    }
    kinds = Counter((name, visit["kind"]) for name, visits in contacts.items() for visit in visits)
    assert kinds == Counter(
        {
            (row["staff"], kind): count
            for row in found["kinds"]
            for kind, count in row.items()
            if kind != "staff" and count
        }
    )


def test_a_fall_shows_on_the_day_on_which_it_was_confirmed(team: Team) -> None:
    granted = [
        row for row in raw(team, "approval") if row["kind"] == "grade_fall" and row["state"] == "granted"
    ]
    granted = [row for row in granted if _parsed(row["asked"])["from"] in ("B", "C", "D")]
    by_day = Counter(row["decided_at"][:10] for row in granted)
    assert by_day
    day = MONDAY
    while day <= LAST:
        falls = report(team, "daily", "--period", str(day))["falls"]
        free = [row for row in falls if row["from_grade"] not in ("B", "C", "D")]  # from A anybody may
        assert len(falls) - len(free) == by_day[str(day)]
        day += timedelta(days=1)


def test_one_contact_is_in_both_reports_with_names(team: Team) -> None:
    along = [visit for name, visit in taking_part(team) if name == BOSS]
    found = report(team, "supervisor-daily", "--from", str(MONDAY), "--to", str(LAST))["visits"]
    assert len(found) == len(along) > 5
    assert {name for row in found for name in row["with"]} == set(SELLERS)
    theirs = report(team, "daily", "--from", str(MONDAY), "--to", str(LAST))["visits"]
    assert sum(BOSS in row["with"] for row in theirs) == len(along)


def test_who_did_not_report(team: Team) -> None:
    days = {(visit["contact_on"], name) for name, visit in taking_part(team)}
    wanted = {
        (str(day), name)
        for day in (MONDAY + timedelta(days=place) for place in range(20))
        for name in SELLERS
        if day.weekday() < 5 and (str(day), name) not in days
    }
    found = report(team, "missing", "--from", str(MONDAY), "--to", str(LAST))["days"]
    assert {(row["date"], row["staff"]) for row in found if row["state"] == "missing"} == wanted
    assert {(str(day), name) for name, day in team.absent} <= wanted


def test_the_saturday_counts(team: Team) -> None:
    found = report(team, "grades")
    known, cards = names(team), [row for row in customers(team).values() if row["archived_on"] is None]
    now = Counter(row["grade"] for row in cards if row["grade"])
    each = Counter((known[row["owner_id"]], row["grade"]) for row in cards if row["grade"])
    assert {row["grade"]: row["now"] for row in found["grades"] if row["now"]} == dict(now)
    assert {(row["owner"], row["grade"]): row["now"] for row in found["people"] if row["now"]} == dict(each)
    assert "2026-11-14" in str(found["notes"])
    before = {row["grade"]: row["before"] for row in found["grades"]}
    came: Counter[str] = Counter()
    went: Counter[str] = Counter()
    for row in raw(team, "grade_change"):
        if row["changed_on"] > "2026-11-14":
            came[row["to_grade"]] += 1
            went[row["from_grade"]] += 1
    for row in found["grades"]:
        grade = row["grade"]
        assert (row["came"], row["went"]) == (came[grade], went[grade])
        assert row["now"] - before[grade] == came[grade] - went[grade] + row["unexplained"]
        assert row["unexplained"] == 0 or grade is None
    assert found["disagreements"] == []


def test_whether_a_grade_came_true(team: Team) -> None:
    """Three weeks are less than any grade has: whoever bought in time is counted apart, and nobody has failed yet."""
    given = Counter(
        row["to_grade"] for row in raw(team, "grade_change") if row["to_grade"] in CLOSES_WITHIN_MONTHS
    )
    found = report(team, "calibration", "--from", str(MONDAY), "--to", str(LAST))
    assert {row["grade"]: row["given"] for row in found["grades"] if row["given"]} == dict(given)
    assert sum(row["closed"] + row["not_closed"] for row in found["grades"]) == 0
    team.inside.environ["CRM_TODAY"] = "2026-12-22T09:00:00"
    try:
        later = {
            row["grade"]: row
            for row in report(team, "calibration", "--from", str(MONDAY), "--to", str(LAST))["grades"]
        }
    finally:
        team.inside.environ["CRM_TODAY"] = f"{LAST}T18:00:00"
    won = defaultdict(list)
    for deal in raw(team, "deal"):
        if deal["outcome"] == "won":
            won[deal["customer_id"]].append(deal["closed_on"])
    true = sum(
        any(row["changed_on"] <= day <= _month_later(row["changed_on"]) for day in won[row["customer_id"]])
        for row in raw(team, "grade_change")
        if row["to_grade"] == "A"
    )
    assert (later["A"]["closed"], later["A"]["not_closed"]) == (true, given["A"] - true)


def _month_later(day: str) -> str:
    found = date.fromisoformat(day)
    return str(found.replace(year=found.year + found.month // 12, month=found.month % 12 + 1))


def test_sources(team: Team) -> None:
    found = report(team, "sources", "--from", str(MONDAY), "--to", str(LAST))
    cards = customers(team)
    won = [deal for deal in raw(team, "deal") if deal["outcome"] == "won"]
    buyers = {deal["customer_id"] for deal in won}
    wanted = {}
    for source in SOURCES:
        ids = {number for number, row in cards.items() if row["source"] == source}
        if ids:
            amount = sum(deal["amount_fen"] for deal in won if deal["customer_id"] in ids)
            wanted[source] = (len(ids), len(ids & buyers), amount)
    assert {
        row["source"]: (row["customers"], row["won_customers"], row["amount_fen"]) for row in found["came"]
    } == wanted


def test_accompaniment(team: Team) -> None:
    days = defaultdict(set)
    known = names(team)
    boss = {visit["id"] for name, visit in taking_part(team) if name == BOSS}
    for visit in raw(team, "visit"):
        if visit["id"] in boss:
            days[known[visit["by_id"]]].add(visit["contact_on"])
    found = report(team, "accompaniment", "--period", "2026-11-01..2026-11-30")
    assert {
        row["salesperson"]: row["days"] for row in found["pairs"] if row["supervisor"] == BOSS and row["days"]
    } == {name: len(each) for name, each in days.items()}


def test_the_funnel(team: Team) -> None:
    found = report(team, "funnel", "--from", str(MONDAY), "--to", str(LAST))
    deals = defaultdict(set)
    for deal in raw(team, "deal"):
        deals[deal["customer_id"]].add(deal["outcome"])
    stages = {row["stage"]: row["customers"] for row in found["stages"]}
    assert stages["potential"] == len(customers(team))
    assert stages["won"] == sum("won" in each for each in deals.values())
    assert sum(row["lost"] for row in found["grades"]) == sum(each == {"lost"} for each in deals.values())


def test_follow_ups_in_time(team: Team) -> None:
    """Every follow-up is counted once, whoever adds it up; what is overdue now is what the due list says."""
    found = report(team, "coverage", "--from", str(MONDAY), "--to", str(LAST))
    for part in ("grades", "people", "people_grades"):
        for row in found[part]:
            assert row["due"] == row["in_time"] + row["late"] + row["missed"]
    totals = {
        part: [sum(row[key] for row in found[part]) for key in ("due", "in_time", "late", "missed")]
        for part in ("grades", "people", "people_grades")
    }
    assert totals["grades"] == totals["people"] == totals["people_grades"]
    overdue = [
        row
        for row in customers(team).values()
        if row["next_follow_up_on"] and row["next_follow_up_on"] < str(LAST)
    ]
    assert totals["grades"][3] == len(overdue)


def test_the_load(team: Team) -> None:
    found = report(team, "load")
    known = names(team)
    cards = [row for row in customers(team).values() if row["next_follow_up_on"]]
    mine = Counter(known[row["owner_id"]] for row in cards)
    late = Counter(known[row["owner_id"]] for row in cards if row["next_follow_up_on"] < str(LAST))
    for row in found["people"]:
        assert (row["customers"], row["overdue"], row["capacity"]) == (
            mine[row["owner"]],
            late[row["owner"]],
            3,
        )
        days = [one for one in found["days"] if one["owner"] == row["owner"]]
        assert row["follow_ups"] == sum(one["follow_ups"] for one in days)
        assert row["days_over"] == sum(one["follow_ups"] > 3 for one in days)


def test_what_was_handed_up_is_frozen_and_later_changes_are_shown(team: Team) -> None:
    inside = team.inside
    inside.must("report", "submit", "weekly", "--period", "2026-11-16..2026-11-21", "--as", SELLERS[0])
    inside.must("visit", team.codes[SELLERS[0]][0], "补记", "--at", "2026-11-20", "--as", SELLERS[0])
    shown = inside.must("report", "review", "1", "-f", "json", "--as", BOSS).json
    assert shown["report"] == "weekly"
    assert any("people" in str(change) or "total" in str(change) for change in shown["changes"])
    inside.must("undo", "--yes", "--as", SELLERS[0])


@pytest.mark.parametrize("who", [*SELLERS, BOSS, MANAGER])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_each_has_a_morning_screen(team: Team, who: str, lang: str) -> None:
    ran = team.inside("--as", who, lang=lang)
    assert ran.code == 0, ran.err


def test_the_book_is_sound(team: Team) -> None:
    assert team.inside.must("doctor", "-f", "json").json == []
