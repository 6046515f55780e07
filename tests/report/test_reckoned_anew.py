"""Every number of every report against a second calculation, in plain Python over the stored rows of made-up books."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from crmcli.policy.holidays import work_calendar
from tests.desk import Desks
from tests.report.made_up import FIRST, LAST, LETTERS, SELLERS, asked, made, make_book, names, raw

PERIODS = ((FIRST, LAST), (date(2026, 9, 28), date(2026, 10, 11)), (LAST, LAST))
TODAY = date(2026, 10, 26)
CADENCE_DAYS = {"A": 1, "B": 7, "C": 15, "D": 30}
Rows = list[dict[str, Any]]


@pytest.fixture(
    scope="module", params=[0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 6))]
)
def book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Desks:
    desks = Desks(tmp_path_factory.mktemp("made-up"))
    make_book(desks, request.param)
    return desks


def parties(book: Desks, first: date, last: date) -> dict[str, Rows]:
    """Who took part in which contacts of the days, those who logged and those who went along."""
    along = defaultdict(set)
    for row in raw(book, "visit_companion"):
        along[row["visit_id"]].add(row["staff_id"])
    known, found = names(book), defaultdict(list)
    for visit in raw(book, "visit"):
        if str(first) <= visit["contact_on"] <= str(last):
            for one in {visit["by_id"], *along[visit["id"]]}:
                found[known[one]].append(visit)
    return found


def changes(book: Desks, first: date, last: date) -> Iterator[tuple[str, str | None, str | None]]:
    """(owner, from, to) of each change of grade of the days."""
    known = names(book)
    owners = {row["id"]: known[row["owner_id"]] for row in raw(book, "customer")}
    for row in raw(book, "grade_change"):
        if str(first) <= row["changed_on"] <= str(last):
            yield owners[row["customer_id"]], row["from_grade"], row["to_grade"]


def new_customers(book: Desks, first: date, last: date) -> Counter[str]:
    known = names(book)
    return Counter(
        known[row["owner_id"]]
        for row in raw(book, "customer")
        if str(first) <= row["registered_on"] <= str(last)
    )


@pytest.mark.parametrize(("first", "last"), PERIODS)
def test_weekly(book: Desks, first: date, last: date) -> None:
    report = made(book, "weekly", asked(book, first, last, today=TODAY))
    taken, new, moved = (
        parties(book, first, last),
        new_customers(book, first, last),
        list(changes(book, first, last)),
    )
    up = Counter(owner for owner, one, other in moved if one and other and other < one)
    down = Counter(owner for owner, one, other in moved if one and other and other > one)
    wanted = [
        {
            "staff": name,
            "visits": len(taken[name]),
            "customers": len({visit["customer_id"] for visit in taken[name]}),
            "days": len({visit["contact_on"] for visit in taken[name]}),
            "new_customers": new[name],
            "up": up[name],
            "down": down[name],
        }
        for name in sorted(names(book).values())
        if taken[name] or new[name] or up[name] or down[name]
    ]
    assert report["people"] == wanted
    everything = {visit["id"]: visit for visits in taken.values() for visit in visits}
    (total,) = report["total"]
    assert total["visits"] == len(everything)
    assert total["customers"] == len({visit["customer_id"] for visit in everything.values()})
    assert (total["up"], total["down"], total["new_customers"]) == (up.total(), down.total(), new.total())
    counted = Counter((name, visit["kind"]) for name, visits in taken.items() for visit in visits)
    assert {
        (row["staff"], kind): count
        for row in report["kinds"]
        for kind, count in row.items()
        if kind != "staff" and count
    } == dict(counted)
    assert len(report["movements"]) == len(moved)


@pytest.mark.parametrize(("first", "last"), PERIODS)
def test_daily(book: Desks, first: date, last: date) -> None:
    report = made(book, "daily", asked(book, first, last, today=TODAY))
    taken, new = parties(book, first, last), new_customers(book, first, last)
    falls = Counter(
        owner for owner, one, other in changes(book, first, last) if one and other and other > one
    )
    counts = {row["staff"]: row for row in report["counts"]}
    for name in names(book).values():
        row = counts.get(name, {})
        assert row.get("visits", 0) == len(taken[name])
        assert row.get("receptions", 0) == sum(visit["kind"] == "reception" for visit in taken[name])
        assert row.get("new_customers", 0) == new[name]
        assert row.get("falls", 0) == falls[name]
    assert len(report["visits"]) == sum(map(len, taken.values()))
    assert len(report["new_customers"]) == new.total()
    assert len(report["falls"]) == falls.total()


@pytest.mark.parametrize(("first", "last"), PERIODS)
def test_one_contact_is_in_the_report_of_everybody_who_took_part(
    book: Desks, first: date, last: date
) -> None:
    about = asked(book, first, last, today=TODAY)
    daily, boss = made(book, "daily", about)["visits"], made(book, "supervisor-daily", about)["visits"]
    assert [row for row in daily if row["staff"] == "王主任"] == boss
    for row in boss:
        for companion in row["with"]:
            same = [other for other in daily if other["staff"] == companion and other["code"] == row["code"]]
            assert any("王主任" in other["with"] for other in same)


@pytest.mark.parametrize("today", [TODAY, date(2026, 10, 9)])
def test_missing(book: Desks, today: date) -> None:
    report = made(book, "missing", asked(book, FIRST, LAST, today=today))
    taken = parties(book, FIRST, LAST)
    day, wanted = FIRST, set()
    # As the State Council published them: off on 25 to 27 September and 1 to 7 October, worked on 10 October.
    off = {date(2026, 9, 25), *(date(2026, 10, number) for number in range(1, 8))}
    while day <= min(LAST, today):
        if (day.weekday() < 5 and day not in off) or day == date(2026, 10, 10):
            wanted |= {
                (str(day), name)
                for name in SELLERS
                if not any(v["contact_on"] == str(day) for v in taken[name])
            }
        day += timedelta(days=1)
    found = {(row["date"], row["staff"]): row["state"] for row in report["days"]}
    assert {key for key, state in found.items() if state in ("missing", "not_yet")} == wanted
    assert {key[0] for key, state in found.items() if state == "not_yet"} <= {str(today)}
    for row in report["people"]:
        assert row["expected"] == row["reported"] + row["late"] + row["missing"]
        assert row["missing"] == sum(
            name == row["staff"] and state == "missing" for (_day, name), state in found.items()
        )


def test_grades(book: Desks) -> None:
    report = made(book, "grades", asked(book, TODAY, TODAY, today=TODAY))
    known = names(book)
    cards = [row for row in raw(book, "customer") if row["archived_on"] is None and row["grade"]]
    assert {row["grade"]: row["now"] for row in report["grades"] if row["now"]} == Counter(
        row["grade"] for row in cards
    )
    assert {(row["owner"], row["grade"]): row["now"] for row in report["people"]} == Counter(
        (known[row["owner_id"]], row["grade"]) for row in cards
    )
    # Whatever services write agrees.
    assert report["disagreements"] == []


@pytest.mark.parametrize("today", [TODAY, date(2026, 11, 10), date(2027, 9, 1)])
def test_calibration(book: Desks, today: date) -> None:
    report = made(book, "calibration", asked(book, FIRST, LAST, today=today))
    won = defaultdict(list)
    for deal in raw(book, "deal"):
        if deal["outcome"] == "won":
            won[deal["customer_id"]].append(deal["closed_on"])
    counted: Counter[tuple[str, str]] = Counter()
    for change in raw(book, "grade_change"):
        grade, begun = change["to_grade"], change["changed_on"]
        months = {"A": 1, "B": 3, "C": 6}.get(grade)
        if months is None or not str(FIRST) <= begun <= str(LAST):
            continue
        end = _months_later(date.fromisoformat(begun), months)
        closed = any(begun <= day <= str(end) for day in won[change["customer_id"]])
        state = "running" if end >= today else "over"
        counted[grade, state] += 1
        counted[grade, f"{state} closed"] += closed
    for row in report["grades"]:
        grade = row["grade"]
        assert row["closed"] == counted[grade, "over closed"]
        assert row["not_closed"] == counted[grade, "over"] - counted[grade, "over closed"]
        assert (row["running"], row["running_closed"]) == (
            counted[grade, "running"],
            counted[grade, "running closed"],
        )
        _check_share(row, "share", row["closed"], row["closed"] + row["not_closed"])
    keys = ("given", "closed", "not_closed", "running", "running_closed")
    for key in keys:
        assert sum(row[key] for row in report["people"]) == sum(row[key] for row in report["grades"])


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError(day)


def _check_share(row: dict[str, Any], key: str, part: int, whole: int) -> None:
    """The share, and Wilson's interval as the roots of (p - x)² = z² x (1 - x) / n."""
    if not whole:
        assert row[key] is row["low"] is row["high"] is None
        return
    assert row[key] == pytest.approx(float(Fraction(part, whole)))
    z2, share = 1.959963984540054**2, part / whole
    for end in (row["low"], row["high"]):
        assert (share - end) ** 2 == pytest.approx(z2 * end * (1 - end) / whole, abs=1e-9)
    assert row["low"] <= row[key] <= row["high"]


@pytest.mark.parametrize(("first", "last"), PERIODS)
def test_sources(book: Desks, first: date, last: date) -> None:
    report = made(book, "sources", asked(book, first, last, today=TODAY))
    came = [row for row in raw(book, "customer") if str(first) <= row["registered_on"] <= str(last)]
    deals = [row for row in raw(book, "deal") if row["outcome"] == "won"]
    assert {row["source"] for row in report["came"]} == {row["source"] for row in came}
    for row in report["came"]:
        ids = {customer["id"] for customer in came if customer["source"] == row["source"]}
        theirs = [deal for deal in deals if deal["customer_id"] in ids]
        bought = len({deal["customer_id"] for deal in theirs})
        assert (row["customers"], row["won_customers"], row["deals"]) == (len(ids), bought, len(theirs))
        assert row["amount_fen"] == sum(deal["amount_fen"] for deal in theirs)
        _check_share(row, "conversion", bought, len(ids))
    source_of = {row["id"]: row["source"] for row in raw(book, "customer")}
    in_days = [row for row in raw(book, "deal") if str(first) <= row["closed_on"] <= str(last)]
    for row in report["closed"]:
        theirs = [deal for deal in in_days if source_of[deal["customer_id"]] == row["source"]]
        won = [deal for deal in theirs if deal["outcome"] == "won"]
        assert (row["won"], row["lost"]) == (len(won), len(theirs) - len(won))
        assert row["amount_fen"] == sum(deal["amount_fen"] for deal in won)
    assert sum(row["won"] + row["lost"] for row in report["closed"]) == len(in_days)


@pytest.mark.parametrize(("first", "last"), PERIODS)
def test_funnel(book: Desks, first: date, last: date) -> None:
    report = made(book, "funnel", asked(book, first, last, today=TODAY))
    came = [row for row in raw(book, "customer") if str(first) <= row["registered_on"] <= str(last)]
    outcomes = defaultdict(set)
    for deal in raw(book, "deal"):
        outcomes[deal["customer_id"]].add(deal["outcome"])
    negotiating = {row["id"] for row in came if row["status"] == "negotiating"}
    for row in raw(book, "change_row"):
        if row["table_name"] == "customer" and '"negotiating"' in (row["before"] or "") + (
            row["after"] or ""
        ):
            negotiating.add(row["row_id"])
    best: dict[int, str] = {}
    for change in raw(book, "grade_change"):
        if change["to_grade"]:
            one = change["customer_id"]
            best[one] = min(best.get(one, "Z"), change["to_grade"])
    for row in report["grades"]:
        ids = [customer["id"] for customer in came if best.get(customer["id"]) == row["best_grade"]]
        won = [one for one in ids if "won" in outcomes[one]]
        lost = [one for one in ids if outcomes[one] == {"lost"}]
        reached = [one for one in ids if one in negotiating or one in won]
        assert (row["customers"], row["negotiating"], row["won"], row["lost"]) == (
            len(ids), len(reached), len(won), len(lost),
        )  # fmt: skip
    assert sum(row["customers"] for row in report["grades"]) == len(came)
    stages = {row["stage"]: row["customers"] for row in report["stages"]}
    for stage, key in (("negotiating", "negotiating"), ("won", "won"), ("lost", "lost")):
        assert stages.get(stage, 0) == sum(row[key] for row in report["grades"])


@pytest.mark.parametrize("today", [TODAY, LAST, date(2026, 10, 9)])
def test_load(book: Desks, today: date, tmp_path: Path) -> None:
    report = made(book, "load", asked(book, today, today + timedelta(days=29), today=today))
    calendar = work_calendar(str(tmp_path), 5)
    known, end = names(book), today + timedelta(days=29)
    counted: Counter[tuple[str, str, str | None]] = Counter()
    for card in raw(book, "customer"):
        if card["archived_on"] or not card["next_follow_up_on"]:
            continue
        due, day = date.fromisoformat(card["next_follow_up_on"]), today
        while day <= end:  # somebody who calls on every working day whoever is due by then
            if due <= day and calendar.is_workday(day):
                counted[known[card["owner_id"]], str(day), card["grade"]] += 1
                if card["grade"] == "E":
                    due = date(day.year + 1, day.month, day.day)
                elif card["grade"]:
                    due = day + timedelta(days=CADENCE_DAYS[card["grade"]])
                else:
                    due = day + timedelta(days=90) if card["status"] == "won" else date.max
            day += timedelta(days=1)
    found = Counter(
        {
            (row["owner"], row["date"], grade): row.get(f"grade_{grade or 'none'}", 0)
            for row in report["days"]
            for grade in (*LETTERS, None)
        }
    )
    assert +found == counted
    for row in report["days"]:
        assert row["follow_ups"] == sum(
            count
            for (owner, day, _grade), count in counted.items()
            if (owner, day) == (row["owner"], row["date"])
        )
        assert row["over"] == (row["capacity"] is not None and row["follow_ups"] > row["capacity"])
    for row in report["people"]:
        late = [
            card
            for card in raw(book, "customer")
            if not card["archived_on"]
            and card["next_follow_up_on"]
            and card["next_follow_up_on"] < str(today)
        ]
        assert row["overdue"] == sum(known[card["owner_id"]] == row["owner"] for card in late)


def test_accompaniment(book: Desks) -> None:
    report = made(book, "accompaniment", asked(book, FIRST, LAST, today=TODAY))
    taken = parties(book, FIRST, LAST)
    for row in report["pairs"]:
        assert row["supervisor"] == "王主任"
        both = [v for v in taken["王主任"] if v["id"] in {other["id"] for other in taken[row["salesperson"]]}]
        both = [visit for visit in both if visit["contact_on"].startswith(row["month"])]
        assert (row["days"], row["contacts"]) == (len({v["contact_on"] for v in both}), len(both))
    sellers_visits = {visit["id"] for name in SELLERS for visit in taken[name]}
    counted = Counter(
        row["purpose"]
        for row in raw(book, "visit_purpose")
        if row["visit_id"] in sellers_visits & {visit["id"] for visit in taken["王主任"]}
    )
    assert {row["purpose"]: row["contacts"] for row in report["purposes"]} == counted
    assert {(row["month"], row["salesperson"]) for row in report["pairs"]} == {
        (month, name) for month in ("2026-09", "2026-10") for name in SELLERS
    }


@pytest.mark.parametrize("today", [TODAY, LAST])
def test_route_has_whoever_is_due(book: Desks, today: date) -> None:
    report = made(book, "route", asked(book, today, today, today=today))
    due = {
        row["code"]
        for row in raw(book, "customer")
        if row["archived_on"] is None and row["next_follow_up_on"] and row["next_follow_up_on"] <= str(today)
    }
    assert {row["code"] for row in report["stops"]} == due
    for owner in {row["owner"] for row in report["stops"]}:
        stops = [row for row in report["stops"] if row["owner"] == owner]
        order = [
            (
                row["region"] is None,
                row["region"] or "",
                row["address"] is None,
                row["address"] or "",
                row["grade"] or "Z",
            )
            for row in stops
        ]
        assert order == sorted(order)


class Follower:
    """A second reconstruction of due follow-ups: walks the calendar day by day and asks each evening what is owed."""

    def __init__(self, card: dict[str, Any], visits: Rows, deals: Rows, graded: Rows) -> None:
        self.card, self.visits, self.deals, self.given = card, visits, deals, graded
        self.grade: str | None = None
        self.closed: str | None = None  # won or lost, until a new opportunity
        self.base = date.fromisoformat(card["registered_on"])
        self.seen = False
        self.agreed: tuple[date, str | None] | None = None
        self.owed: date | None = None
        self.found: list[tuple[date, str | None, date | None]] = []

    def walk(self, today: date) -> list[tuple[date, str | None, date | None]]:
        day = FIRST - timedelta(days=10)
        touched: date | None = None
        while day <= today:
            for kind, row in self.of(day):
                if kind != "graded":
                    if self.owed is not None and touched != day:
                        self.found.append((self.owed, self.grade, day))
                    self.owed, touched = None, day
                was_late = self.owed is not None and self.owed < day
                getattr(self, kind)(row, day)
                if not was_late:
                    limit = self.limit()
                    owed = limit
                    if self.agreed is not None:
                        when, why = self.agreed
                        owed = when if limit is None or when <= limit or why else limit
                    self.owed = max(owed, day) if owed else None
            day += timedelta(days=1)
        last = (
            self.card["next_follow_up_on"] if not self.card["archived_on"] else self.owed and str(self.owed)
        )
        end = min(str(today), self.card["archived_on"] or str(today))
        if last and last < end:
            self.found.append((date.fromisoformat(last), self.grade, None))
        return self.found

    def of(self, day: date) -> Iterator[tuple[str, dict[str, Any]]]:
        for kind, rows, key in (
            ("visit", self.visits, "contact_on"),
            ("deal", self.deals, "closed_on"),
            ("graded", self.given, "changed_on"),
        ):
            yield from ((kind, row) for row in rows if row[key] == str(day))

    def limit(self) -> date | None:
        if self.grade == "E":
            return date(self.base.year + 1, self.base.month, self.base.day)
        if self.grade:
            return self.base + timedelta(days=CADENCE_DAYS[self.grade])
        return self.base + timedelta(days=90) if self.closed == "won" else None

    def take(self, grade: str | None, day: date) -> None:
        if grade == self.grade:
            return
        if self.grade is None and not self.seen and self.closed is None:
            self.base = max(self.base, day)
        self.grade = grade
        if grade in ("A", "B", "C", "D"):
            self.closed = None

    def graded(self, row: dict[str, Any], day: date) -> None:
        self.take(row["to_grade"], day)

    def visit(self, row: dict[str, Any], day: date) -> None:
        self.seen = True
        self.base = max(day, self.base) if self.closed else day
        if row["grade_after"]:
            self.take(row["grade_after"], day)
        if row["next_on"]:
            self.agreed = (date.fromisoformat(row["next_on"]), row["reason"])
        elif self.agreed:
            when, why = self.agreed
            limit = self.limit()
            if when <= day or (limit is not None and when > limit and not why):
                self.agreed = None

    def deal(self, row: dict[str, Any], day: date) -> None:
        last_seen = max((v["contact_on"] for v in self.visits if v["contact_on"] <= str(day)), default=None)
        earlier = max((d["closed_on"] for d in self.deals if d["closed_on"] < str(day)), default=None)
        known = max(filter(None, (last_seen, earlier)), default=None)
        self.closed = row["outcome"]
        self.grade = None if row["outcome"] == "won" else self.grade
        self.base = max(date.fromisoformat(known), day) if known else day
        self.agreed = None
        self.seen = True


@pytest.mark.parametrize(("first", "last"), PERIODS)
@pytest.mark.parametrize("today", [TODAY, LAST])
def test_coverage(book: Desks, first: date, last: date, today: date) -> None:
    report = made(book, "coverage", asked(book, first, last, today=today))
    by_contact = {row["grade_change_id"] for row in raw(book, "visit")}
    counted: Counter[tuple[str, str | None, str]] = Counter()
    for card in raw(book, "customer"):
        visits = [row for row in raw(book, "visit") if row["customer_id"] == card["id"]]
        visits.sort(key=lambda row: (row["contact_on"], row["id"]))
        deals = [row for row in raw(book, "deal") if row["customer_id"] == card["id"]]
        graded = [
            row
            for row in raw(book, "grade_change")
            if row["customer_id"] == card["id"] and row["id"] not in by_contact
        ]
        for due, grade, done in Follower(card, visits, deals, graded).walk(today):
            if first <= due <= last:
                state = "missed" if done is None else "in_time" if done <= due else "late"
                counted[names(book)[card["owner_id"]], grade, state] += 1
    states = ("in_time", "late", "missed")
    found = Counter(
        {
            (row["owner"], row["grade"], state): row[state]
            for row in report["people_grades"]
            for state in states
        }
    )
    assert +found == counted
    for row in report["grades"]:
        theirs = [counted[owner, row["grade"], state] for owner in names(book).values() for state in states]
        assert row["due"] == sum(theirs)
    for row in report["people"]:
        assert row["due"] == sum(count for (owner, *_rest), count in counted.items() if owner == row["owner"])


def test_a_person_alone_and_a_branch_have_the_same_numbers_as_in_the_whole(book: Desks) -> None:
    people = {name: number for number, name in names(book).items()}
    whole = made(book, "weekly", asked(book, FIRST, LAST, today=TODAY))["people"]
    for name in SELLERS:
        alone = made(book, "weekly", asked(book, FIRST, LAST, today=TODAY, people=(people[name],)))
        assert alone["people"] == [row for row in whole if row["staff"] == name]
    for report, first, last in (("coverage", FIRST, LAST), ("load", TODAY, TODAY + timedelta(days=29))):
        whole = made(book, report, asked(book, first, last, today=TODAY))["people"]
        everybody = made(book, report, asked(book, first, last, today=TODAY, people=tuple(people.values())))
        assert everybody["people"] == whole


def test_the_days_agree_with_the_week(book: Desks) -> None:
    """Contacts, new customers and falls add up; the customers are those of the days, each once."""
    whole = asked(book, FIRST, LAST, today=TODAY)
    week = {row["staff"]: row for row in made(book, "weekly", whole)["people"]}
    days = [
        made(book, "daily", asked(book, day, day, today=TODAY))
        for day in (FIRST + timedelta(days=place) for place in range((LAST - FIRST).days + 1))
    ]
    for name, row in week.items():
        own = [count for day in days for count in day["counts"] if count["staff"] == name]
        for daily, weekly in (("visits", "visits"), ("new_customers", "new_customers"), ("falls", "down")):
            assert sum(count[daily] for count in own) == row[weekly], (name, daily)
        assert sum(count["visits"] > 0 for count in own) == row["days"]
        seen = {visit["code"] for day in days for visit in day["visits"] if visit["staff"] == name}
        scouting = {visit["code"] for day in days for visit in day["visits"] if visit["special"] == "scout"}
        assert len(seen - scouting) == row["customers"]
        for day in (count for count in own if count["visits"]):
            assert day["customers"] <= row["customers"]
