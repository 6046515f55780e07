"""The order and the choice that CLI.md promises, against a plain sort of random books."""

import random
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.checklist.tables import ChecklistDue
from crmcli.customer.tables import Customer, CustomerPhone
from crmcli.due.arms import ARMS, KEYS
from crmcli.due.queries import Asked, count_due, due_rows
from crmcli.kit.workdays import WorkCalendar
from crmcli.playbook.service import apply_playbook
from crmcli.policy.schema import parse_playbook
from crmcli.staff.service import ensure_staff
from crmcli.staff.tables import Staff
from tests.desk import TODAY, Desks

OWNERS = ("lily", "刘燕")
CUSTOMERS = 250
SCALE = """
name = "own"
title = {{ en = "Own", zh = "自有" }}
lost_grade = "B"
{grades}
"""
GRADE = """
[[grade]]
letter = "{letter}"
cadence = "{days}d"
meaning = {{ en = "{letter}", zh = "{letter}" }}
"""


class Item(NamedTuple):
    """A due item as this test expects it."""

    kind: str
    code: str
    grade: str | None
    owner: str
    visible_on: date
    due_on: date
    amount_fen: int | None


class RandomBook:
    """A book, its grades from best to last, and every item that it should have."""

    def __init__(self, desks: Desks, grades: Sequence[str | None], items: Sequence[Item]) -> None:
        self.desks = desks
        self.grades = grades
        self.items = items


def playbook(letters: str) -> Any:
    """A playbook with these grades, best first."""
    grades = "".join(GRADE.format(letter=letter, days=days) for days, letter in enumerate(letters, start=1))
    return parse_playbook(SCALE.format(grades=grades).encode(), "own.toml")


def some_day(chance: random.Random, reach: int = 12) -> date | None:
    """A day around today, the same one for many; or none."""
    return None if chance.random() < 0.2 else TODAY + timedelta(days=chance.randint(-reach, reach))


def some_customer(
    chance: random.Random, number: int, owner_id: int, grades: Sequence[str | None]
) -> Customer:
    """A card with whatever dates; no rule has made them."""
    first = some_day(chance)
    next_on = some_day(chance)
    return Customer(
        code=f"{chance.choice(('C', 'KH'))}{number:04d}",
        code_key=f"C{number}",
        kind="person",
        name=f"客户{number}",
        name_folded=f"客户{number}",
        owner_id=owner_id,
        registered_on=TODAY + timedelta(days=chance.randint(-9, 0)),
        rhythm_from_on=TODAY,
        grade=chance.choice(grades),
        status=chance.choice(("potential", "negotiating", "won", "lost")),
        amount_fen=chance.choice((None, 0, 100, 100, 5_000_000)),
        archived_on=TODAY if chance.random() < 0.1 else None,
        expected_close_on=some_day(chance),
        next_follow_up_on=next_on,
        next_topic=chance.choice((None, "带样品")),
        first_follow_up_from_on=first,
        first_follow_up_due_on=first + timedelta(days=2) if first else None,
    )


def items_of(card: Customer, owner: str, letters: str) -> Iterator[Item]:
    """What is due for a card, by the table of kinds; a grade of an earlier playbook is as good as none."""
    about = (card.code, card.grade, owner)
    if card.archived_on is not None:
        return
    if card.next_follow_up_on:
        yield Item("follow_up", *about, card.next_follow_up_on, card.next_follow_up_on, card.amount_fen)
    if card.first_follow_up_from_on and card.first_follow_up_due_on:
        window = card.first_follow_up_from_on, card.first_follow_up_due_on
        yield Item("first_follow_up", *about, *window, card.amount_fen)
    if (card.grade is None or card.grade not in letters) and card.status != "won":
        yield Item("grade_missing", *about, card.registered_on, card.registered_on, card.amount_fen)
    if card.expected_close_on and card.status in ("potential", "negotiating"):
        day_after = card.expected_close_on + timedelta(days=1)
        yield Item("close_date_passed", *about, day_after, day_after, card.amount_fen)


def some_papers(
    chance: random.Random, cards: Sequence[tuple[int, Customer, Staff]]
) -> Iterator[tuple[ChecklistDue, str]]:
    """Rows of checklists for some of the customers, and of offices, which have no grade."""
    for place, (customer_id, card, owner) in enumerate(cards):
        if card.archived_on is not None or chance.random() < 0.7:
            continue
        kind = chance.choice(("checklist", "document_expiry"))
        due_on = TODAY + timedelta(days=chance.randint(-12, 40))
        is_office = chance.random() < 0.2
        row = ChecklistDue(
            kind=kind,
            customer_id=None if is_office else customer_id,
            code=f"CL{place:04d}" if is_office else card.code,
            name="郑州营业所" if is_office else card.name,
            grade=None if is_office else card.grade,
            owner_id=owner.id or 0,
            visible_on=due_on - timedelta(days=30 if kind == "document_expiry" else chance.randint(0, 60)),
            due_on=date.max if kind == "checklist" and chance.random() < 0.3 else due_on,
            title="id-card",
            words_en="ID card",
            words_zh="身份证",
            amount_fen=None if is_office else card.amount_fen,
        )
        yield row, owner.name


@pytest.fixture(scope="module", params=[("ABCDE", ""), ("SAB", "XZ"), ("QAB", "")])
def random_book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> RandomBook:
    """Some hundred customers; grades of the playbook in force, and grades of one before it."""
    letters, retired = request.param
    chance = random.Random(letters)
    desks = Desks(tmp_path_factory.mktemp("book"))
    grades: list[str | None] = [*letters, *retired, None]
    with desks() as at:
        owners = [ensure_staff(at.writing, name) for name in OWNERS]
        chosen = [chance.choice(owners) for _ in range(CUSTOMERS)]
        cards = [
            some_customer(chance, number, owner.id or 0, grades)
            for number, owner in enumerate(chosen, start=1)
        ]
        ids = at.writing.insert_rows(Customer, [card.model_dump(exclude={"id"}) for card in cards])
        at.writing.insert_rows(CustomerPhone, [phone(customer_id) for customer_id in ids])
        dates = [(card.next_follow_up_on, card.code) for card in cards]
        apply_playbook(at, playbook(letters), WorkCalendar())
        at.session.flush()
        # The playbook has computed the dates anew; put the random ones back.
        at.session.connection().exec_driver_sql(
            "update customer set next_follow_up_on = ? where code = ?",
            [(day.isoformat() if day else None, code) for day, code in dates],
        )
        papers = list(some_papers(chance, list(zip(ids, cards, chosen, strict=True))))
        at.writing.insert_rows(ChecklistDue, [row.model_dump(exclude={"id"}) for row, _owner in papers])
    items = [
        item
        for card, owner in zip(cards, chosen, strict=True)
        for item in items_of(card, owner.name, letters)
    ]
    items += [
        Item(row.kind, row.code, row.grade, owner, row.visible_on, row.due_on, row.amount_fen)
        for row, owner in papers
    ]
    return RandomBook(desks, grades, items)


def phone(customer_id: int) -> dict[str, Any]:
    """A mobile for a card."""
    row = CustomerPhone(
        customer_id=customer_id,
        number=f"+86138{customer_id:08d}",
        digits=f"138{customer_id:08d}",
        kind="mobile",
    )
    return row.model_dump(exclude={"id"})


def section(item: Item) -> int:
    """Overdue, today, later."""
    return (item.due_on >= TODAY) + (item.due_on > TODAY)


def promised(book: RandomBook, asked: Asked) -> list[Item]:
    """The choice and the order as CLI.md words them."""
    rank = {grade: place for place, grade in enumerate(book.grades)}
    chosen = [
        item
        for item in book.items
        if item.visible_on <= asked.until
        and (not asked.late_only or item.due_on < TODAY)
        and (asked.since is None or item.due_on >= asked.since)
        and item.kind in asked.kinds
        and (asked.grades is None or item.grade in asked.grades)
        and (asked.owner is None or item.owner == asked.owner)
    ]
    chosen.sort(
        key=lambda item: (
            section(item),
            rank[item.grade],
            item.due_on,  # the longest overdue first; later: the soonest
            item.amount_fen is None,
            -(item.amount_fen or 0),
            item.code,
            item.kind,
        )
    )
    return chosen[: asked.limit]


days = st.integers(-15, 15).map(lambda count: TODAY + timedelta(days=count))


@given(
    until=days | st.just(TODAY) | st.just(date.max),
    since=st.none() | days | st.sampled_from((date.min, date.max)),
    late_only=st.booleans(),
    kinds=st.lists(st.sampled_from(sorted(ARMS))),
    grade_places=st.none() | st.sets(st.integers(0, 6), min_size=1),
    owner=st.none() | st.sampled_from(OWNERS),
    limit=st.none() | st.integers(0, 40),
)
def test_every_question_is_answered_as_promised(
    random_book: RandomBook,
    until: date,
    since: date | None,
    late_only: bool,
    kinds: list[str],
    grade_places: set[int] | None,
    owner: str | None,
    limit: int | None,
) -> None:
    grades = None
    if grade_places is not None:
        grades = [grade for place, grade in enumerate(random_book.grades) if place in grade_places]
    asked = Asked(
        TODAY,
        TODAY if late_only else until,
        since=since,
        late_only=late_only,
        kinds=kinds,
        grades=grades or None,
        owner=owner,
        limit=limit,
    )
    expected = promised(random_book, asked)
    with closing(random_book.desks.connect()) as book:
        rows = [dict(zip(KEYS, row[: len(KEYS)], strict=True)) for row in due_rows(book, asked)]
        assert count_due(book, asked) == len(expected)
    assert [(row["kind"], row["code"]) for row in rows] == [(item.kind, item.code) for item in expected]
    for row, item in zip(rows, expected, strict=True):
        assert (
            Item(
                row["kind"],
                row["code"],
                row["grade"],
                row["owner"],
                date.fromisoformat(row["visible_on"]),
                date.fromisoformat(row["due_on"]),
                row["amount_fen"],
            )
            == item
        )
        assert row["days_overdue"] == (TODAY - item.due_on).days


def test_the_view_agrees_with_the_questions(random_book: RandomBook) -> None:
    published = (
        "select l.kind, l.code, l.name, l.grade, s.name, l.visible_on, l.due_on, l.title, l.amount_fen"
        " from due_list l join staff s on s.id = l.owner_id"
    )
    with closing(random_book.desks.connect()) as book:
        rows = due_rows(book, Asked(TODAY, date.max))
    keys = ("kind", "code", "name", "grade", "owner", "visible_on", "due_on", "title", "amount_fen")
    asked = [tuple(row[KEYS.index(key)] for key in keys) for row in rows]
    assert sorted(asked, key=repr) == sorted(random_book.desks.rows(published), key=repr)


def test_a_customer_has_one_row_of_a_kind(random_book: RandomBook) -> None:
    with closing(random_book.desks.connect()) as book:
        rows = due_rows(book, Asked(TODAY, date.max, kinds=["follow_up", "follow_up", *ARMS]))
    pairs = [(row[0], row[1]) for row in rows]
    assert len(pairs) == len(set(pairs)) == len(random_book.items)


INDEXES = {
    "due_follow_up": "ix_customer_follow_up",
    "due_first_follow_up": "ix_customer_first_follow_up",
    "due_grade_missing": "ix_customer_ungraded",
    "due_close_date_passed": "ix_customer_close",
    "due_checklist": "ix_checklist_due_order",
    "due_document_expiry": "ix_checklist_due_order",
}


@pytest.mark.parametrize("index", sorted({*INDEXES.values(), "ix_duty_order"}))
def test_whose_an_item_is_stands_in_the_index_it_is_found_in(random_book: RandomBook, index: str) -> None:
    with closing(random_book.desks.connect()) as book:
        columns = [row[2] for row in book.execute(f"pragma index_info({index})")]
    assert "owner_id" in columns
    assert columns.index("owner_id") > columns.index("code"), "the order of the list comes before it"


# Who is called so, and whether anybody scouts us at all.
AT_MOST_ONE = re.compile(r"SCAN (staff|visit USING (COVERING )?INDEX ix_visit_scout)$")


class Listening:
    """A connection that remembers what it was asked."""

    def __init__(self, book: sqlite3.Connection) -> None:
        self.book = book
        self.asked: list[tuple[str, Sequence[Any]]] = []

    def execute(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        self.asked.append((sql, values))
        return self.book.execute(sql, values)


@pytest.mark.parametrize(
    "asked",
    [
        Asked(TODAY, TODAY),
        Asked(TODAY, date.max),
        Asked(TODAY, TODAY, late_only=True),
        Asked(TODAY, TODAY + timedelta(days=7), since=TODAY, limit=10),
        Asked(TODAY, TODAY, owner="lily"),
        Asked(TODAY, TODAY, grades=["A", "B"], kinds=["follow_up"]),
        Asked(TODAY, TODAY, grades=[None]),
    ],
)
def test_every_section_of_every_kind_walks_its_own_index_in_order(
    random_book: RandomBook, asked: Asked
) -> None:
    with closing(random_book.desks.connect()) as book:
        listening: Any = Listening(book)
        due_rows(listening, asked)
        sections = [(sql, values) for sql, values in listening.asked if " d where " in sql]
        assert {sql.split(" d where ")[0].split()[-1] for sql, _values in sections} <= set(INDEXES)
        for sql, values in sections:
            view = sql.split(" d where ")[0].split()[-1]
            plan = book.execute(f"explain query plan {sql}", values).fetchall()
            outermost = [step for _id, parent, _unused, step in plan if parent == 0]
            assert f"USING INDEX {INDEXES[view]} " in outermost[0], plan
            assert not any("TEMP B-TREE" in step for step in outermost), plan
            scanned = [
                step for *_rest, step in plan if step.startswith("SCAN") and not AT_MOST_ONE.match(step)
            ]
            assert scanned == [] or (view == "due_grade_missing" and scanned == outermost[:1]), plan
    assert sections
