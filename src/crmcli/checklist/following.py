"""How checklists stand, and what the due list shows of them: kept in step by every write that touches them.

What follows from the rows is no part of the history: `change.service` calls `follow_checklists` before it ends.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from crmcli.change.service import Writing

if TYPE_CHECKING:
    from crmcli.checklist.queries import Application
    from crmcli.checklist.standing import Line
    from crmcli.checklist.template import Words

NO_DEADLINE = date.max
EXPIRY_NOTICE_DAYS = 30
_PARTS = ("checklist_party", "checklist_fact", "checklist_receipt", "checklist_waiver")
_BATCH = 400


def follow_checklists(writing: Writing) -> None:
    """Bring `checklist_state` and `checklist_due` in step with what was touched."""
    book = writing.reading()
    own = _touched_checklists(writing, book)
    moved = writing.touched_values("checklist", "customer_id") - {None}
    if own:
        _follow_states(book, own)
    if own or moved:
        _follow_due(book, moved, own)
    _follow_customers(book, _touched_customers(writing, book) - moved)


def _touched_checklists(writing: Writing, book: sqlite3.Connection) -> list[int]:
    ids = {one for ids in writing.touched_ids("checklist") for one in ids}
    for table in _PARTS:
        ids.update(writing.touched_values(table, "checklist_id"))
        for rows in writing.touched_ids(table):
            query = f"select distinct checklist_id from {table} where id between ? and ?"
            ids.update(one for (one,) in book.execute(query, (rows[0], rows[-1])))
    return sorted(ids)


def _touched_customers(writing: Writing, book: sqlite3.Connection) -> set[int]:
    """Those of the touched customers who have a checklist."""
    touched: set[int] = set()
    for ids in writing.touched_ids("customer"):
        if len(ids) == 1:
            touched.add(ids[0])
        else:
            query = "select customer_id from checklist where customer_id between ? and ?"
            touched.update(one for (one,) in book.execute(query, (ids[0], ids[-1])))
    having: set[int] = set()
    for batch in _batches(sorted(touched)):
        query = f"select customer_id from checklist where customer_id in ({_marks(batch)})"
        having.update(one for (one,) in book.execute(query, batch))
    return having


def _follow_states(book: sqlite3.Connection, ids: Sequence[int]) -> None:
    from crmcli.checklist.queries import applications, heads_by_id

    for batch in _batches(ids):
        book.execute(f"delete from checklist_state where checklist_id in ({_marks(batch)})", batch)
        rows = [_state_row(one) for one in applications(book, heads_by_id(book, batch))]
        columns = ", ".join(_StateRow._fields)
        book.executemany(
            f"insert into checklist_state ({columns}) values ({_marks(_StateRow._fields)})", rows
        )


class _StateRow(NamedTuple):
    checklist_id: int
    state: str
    required: int
    gathered: int
    settled: int
    missing: str
    missing_en: str
    missing_zh: str
    gathered_on: str | None


def _state_row(one: "Application") -> _StateRow:
    from crmcli.checklist.phrases import in_both, missing_words
    from crmcli.checklist.vocabulary import GATHERED, SETTLED

    found = one.standing
    state = "complete" if found.is_complete else "gathered" if found.is_gathered else "open"
    required, words = found.required, in_both(lambda: missing_words(one))
    return _StateRow(
        one.head.id,
        "closed" if one.head.closed_on else state,
        len(required),
        sum(line.state in GATHERED for line in required),
        sum(line.state in SETTLED for line in required),
        ", ".join(stable_name(one, line) for line in found.missing),
        words.en,
        words.zh,
        found.gathered_on.isoformat() if found.gathered_on else None,
    )


def stable_name(one: "Application", line: "Line") -> str:
    """The item's name; of another than the main party with the role before it: `co-borrower/id-card`.

    Where several have the role, with the name: `guarantor(金桥物流)/id-card`.
    """
    if line.holder.id == one.main.id:
        return line.item.name
    same = [
        party for party in one.records.parties if party.hands_in_a_list and party.role == line.holder.role
    ]
    role = line.holder.role if len(same) == 1 else f"{line.holder.role}({line.holder.name})"
    return f"{role}/{line.item.name}"


class _DueRow(NamedTuple):
    kind: str
    customer_id: int | None
    checklist_id: int | None
    code: str
    name: str
    grade: str | None
    owner_id: int
    visible_on: str
    due_on: str
    title: str
    words_en: str
    words_zh: str
    amount_fen: int | None


class _Whose(NamedTuple):
    """Under whom the due list shows it."""

    customer_id: int | None
    checklist_id: int | None
    code: str
    name: str
    grade: str | None
    owner_id: int
    amount_fen: int | None


def _follow_due(book: sqlite3.Connection, customers: Iterable[int], checklists: Sequence[int]) -> None:
    """Write the due rows anew: a customer's from all of their checklists, a subject's from its own."""
    customers = set(customers)
    alone = []
    for batch in _batches(checklists):
        query = f"select id, customer_id from checklist where id in ({_marks(batch)})"
        for checklist_id, customer_id in book.execute(query, batch):
            if customer_id is None:
                alone.append(checklist_id)
            else:
                customers.add(customer_id)
    for batch in _batches(sorted(customers)):
        book.execute(f"delete from checklist_due where customer_id in ({_marks(batch)})", batch)
        for whose in _customers(book, batch):
            query = "select id from checklist where customer_id = ? and closed_on is null"
            ids = [one for (one,) in book.execute(query, (whose.customer_id,))]
            _write(book, whose, ids)
    for batch in _batches(checklists):
        book.execute(f"delete from checklist_due where checklist_id in ({_marks(batch)})", batch)
    for batch in _batches(alone):
        for whose in _subjects(book, batch):
            _write(book, whose, [int(whose.checklist_id or 0)])


def _follow_customers(book: sqlite3.Connection, ids: Iterable[int]) -> None:
    """What a card says of grade, owner and so on stands in its rows too; judged anew is only who has none."""
    for batch in _batches(sorted(ids)):
        marks = _marks(batch)
        book.execute(
            "update checklist_due set (code, name, grade, owner_id, amount_fen) ="
            " (select code, name, grade, owner_id, amount_fen from customer c where c.id = customer_id)"
            f" where customer_id in ({marks})",
            batch,
        )
        book.execute(
            "delete from checklist_due where customer_id in"
            f" (select id from customer where archived_on is not null and id in ({marks}))",
            batch,
        )
        bare = f"select id from customer where id in ({marks}) except select customer_id from checklist_due"
        _follow_due(book, [one for (one,) in book.execute(bare, batch)], [])


def _customers(book: sqlite3.Connection, ids: Sequence[int]) -> list[_Whose]:
    rows = book.execute(
        "select id, null, code, name, grade, owner_id, amount_fen from customer"
        f" where archived_on is null and id in ({_marks(ids)})",
        ids,
    )
    return [_Whose(*row) for row in rows.fetchall()]


def _subjects(book: sqlite3.Connection, ids: Sequence[int]) -> list[_Whose]:
    rows = book.execute(
        "select null, id, code, subject, null, owner_id, null from checklist"
        f" where closed_on is null and id in ({_marks(ids)})",
        ids,
    )
    return [_Whose(*row) for row in rows.fetchall()]


def _write(book: sqlite3.Connection, whose: _Whose, ids: Sequence[int]) -> None:
    from crmcli.checklist.queries import applications, heads_by_id

    found = applications(book, heads_by_id(book, ids))
    rows = [row for row in (_missing_row(whose, found), _expiry_row(whose, found)) if row is not None]
    columns = ", ".join(_DueRow._fields)
    book.executemany(f"insert into checklist_due ({columns}) values ({_marks(_DueRow._fields)})", rows)


def _missing_row(whose: _Whose, found: Sequence["Application"]) -> _DueRow | None:
    """One row for all that is missing, or to be verified, by the earliest deadline."""
    from crmcli.checklist.phrases import owed_words

    owed = [one for one in found if not one.standing.is_complete]
    if not owed:
        return None
    due_on = min(one.head.deadline_on or NO_DEADLINE for one in owed)
    names = [stable_name(one, line) for one in owed for line in one.standing.missing]
    visible_on = min(one.head.applied_on for one in owed)
    return _due_row(
        "checklist", whose, visible_on, due_on, ", ".join(names) or "acceptance", owed_words(owed)
    )


def _expiry_row(whose: _Whose, found: Sequence["Application"]) -> _DueRow | None:
    """One row for the papers that end first, and those that end within a month after them."""
    from crmcli.checklist.phrases import expiry_words
    from crmcli.checklist.rules import expiries

    ending = sorted((pair for one in found for pair in expiries(one.standing)), key=lambda pair: pair[0])
    if not ending:
        return None
    due_on = ending[0][0]
    near = [(day, part) for day, part in ending if day - due_on <= timedelta(days=EXPIRY_NOTICE_DAYS)]
    title = ", ".join(dict.fromkeys(part.paper for _day, part in near))
    visible_on = date.fromordinal(max(due_on.toordinal() - EXPIRY_NOTICE_DAYS, 1))
    return _due_row("document_expiry", whose, visible_on, due_on, title, expiry_words(found, near))


def _due_row(kind: str, whose: _Whose, visible_on: date, due_on: date, title: str, words: "Words") -> _DueRow:
    return _DueRow(
        kind,
        whose.customer_id,
        whose.checklist_id,
        whose.code,
        whose.name,
        whose.grade,
        whose.owner_id,
        visible_on.isoformat(),
        due_on.isoformat(),
        title,
        words.en,
        words.zh,
        whose.amount_fen,
    )


def _batches(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH))


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
