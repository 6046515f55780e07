"""Checks of the history: the chain of entries, what they say of rows, and the rows as they are."""

import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

from crmcli.change.queries import is_recorded, parsed_row
from crmcli.change.rules import entry_digest, payload_digest
from crmcli.change.sums import CHUNK, chunk_sum, parse_sums
from crmcli.doctor.findings import Finding
from crmcli.kit.errors import BookUnusable
from crmcli.kit.i18n import _
from crmcli.kit.storage.references import batches, columns_of, marks, rows_by_id, table_names

MOST_TOLD = 5


def check_chain(book: sqlite3.Connection) -> Iterator[Finding]:
    """The first entry that does not fit the one before it, or what it is about."""
    previous, last_id = "", 0
    for row in book.execute(
        'select id, at, "by", command, reason, payload_digest, undoes_id, digest from change_entry order by id'
    ):
        entry_id, *said, digest = row
        at, by, command, reason, payload, undoes_id = said
        fits = entry_digest(previous, at, by, command, reason, payload, undoes_id) == digest
        if entry_id != last_id + 1 or not fits:
            yield _broken(entry_id, at)
            return
        if not _payload_fits(book, entry_id, payload):
            sentence = _("What entry {entry} ({command}, {at}) says of its rows has been changed afterwards.")
            yield Finding(
                "chain", sentence.format(entry=entry_id, command=command, at=at[:16]), row_id=entry_id
            )
            return
        previous, last_id = digest, entry_id


def _broken(entry_id: int, at: str) -> Finding:
    sentence = _("The history is broken at entry {entry} ({at}): it does not follow from the entry before.")
    return Finding("chain", sentence.format(entry=entry_id, at=at[:16].replace("T", " ")), row_id=entry_id)


def _payload_fits(book: sqlite3.Connection, entry_id: int, payload: str) -> bool:
    """Rows that were erased at a person's wish leave the chain whole and cannot be compared."""
    rows = book.execute(
        "select table_name, row_id, last_row_id, before, after from change_row where entry_id = ? order by id",
        (entry_id,),
    ).fetchall()
    erased = any(row[2] is None and row[3] is None and row[4] is None for row in rows)
    return erased or payload_digest(rows) == payload


def check_rows(book: sqlite3.Connection) -> Iterator[Finding]:
    """Every row must be as its last entry left it; one of a bulk insert, untouched since, must be there."""
    for table in table_names(book):
        if is_recorded(book, table):
            yield from _first(_changed_rows(book, table), table)
            yield from _first(_gone_rows(book, table), table)
            yield from _first(_unknown_rows(book, table), table)
            yield from _first(_edited_in_bulk(book, table), table)


def _first(findings: Iterator[Finding], table: str) -> Iterator[Finding]:
    for number, finding in enumerate(findings):
        if number == MOST_TOLD:
            yield Finding("rows", _("More rows of {table} are not as the history says.").format(table=table))
            return
        yield finding


def _changed_rows(book: sqlite3.Connection, table: str) -> Iterator[Finding]:
    last = book.execute(
        "select r.row_id, r.before, r.after from (select max(id) as last from change_row"
        " where table_name = ? and last_row_id is null group by row_id) join change_row r on r.id = last",
        (table,),
    )
    for batch in batches(last):
        current = rows_by_id(book, table, [row[0] for row in batch])
        for row_id, before, after in batch:
            if before is None and after is None:
                continue  # erased
            if not _same(_readable(after), current.get(row_id)):
                yield _not_so(table, row_id)


def _gone_rows(book: sqlite3.Connection, table: str) -> Iterator[Finding]:
    for first, last in book.execute(
        "select row_id, last_row_id from change_row where table_name = ? and last_row_id is not null",
        (table,),
    ).fetchall():
        for batch in batches(range(first, last + 1)):
            there = rows_of(book, table, batch)
            gone = [row_id for row_id in batch if row_id not in there]
            yield from (_not_so(table, row_id) for row_id in gone if not _known_singly(book, table, row_id))


def _readable(row: str | None) -> Mapping[str, Any] | None:
    """A row as the history keeps it; None too where it has been made unreadable, which the chain tells."""
    try:
        return parsed_row(row)
    except BookUnusable:
        return None


def rows_of(book: sqlite3.Connection, table: str, ids: list[int]) -> set[int]:
    """Which of these rows there are."""
    return {row[0] for row in book.execute(f'select id from "{table}" where id in ({marks(ids)})', ids)}


def _known_singly(book: sqlite3.Connection, table: str, row_id: int) -> bool:
    found = book.execute(
        "select 1 from change_row where table_name = ? and row_id = ? and last_row_id is null",
        (table, row_id),
    ).fetchone()
    return found is not None


def _unknown_rows(book: sqlite3.Connection, table: str) -> Iterator[Finding]:
    ranges = book.execute(
        "select row_id, last_row_id from change_row where table_name = ? and last_row_id is not null",
        (table,),
    ).fetchall()
    for (row_id,) in book.execute(
        f'select id from "{table}" t where not exists (select 1 from change_row r'
        " where r.table_name = ? and r.row_id = t.id and r.last_row_id is null)",
        (table,),
    ):
        if not any(first <= row_id <= last for first, last in ranges):
            yield _not_so(table, row_id)


def _edited_in_bulk(book: sqlite3.Connection, table: str) -> Iterator[Finding]:
    """Some hundred rows of a bulk insert at a time, each as it was made: its checksums must come out again."""
    there = set(columns_of(book, table))
    for change_id, first, last, after in book.execute(
        "select id, row_id, last_row_id, after from change_row"
        " where table_name = ? and last_row_id is not null and after is not null",
        (table,),
    ).fetchall():
        kept = parse_sums(after)
        if kept is None or not there.issuperset([*kept.columns, *kept.empty]):
            continue  # what has been forged the chain tells; or a migration has taken columns away
        for start, said in zip(range(first, last + 1, CHUNK), kept.sums, strict=False):
            ids = range(start, min(start + CHUNK, last + 1))
            rows = _as_inserted(book, table, ids, change_id)
            if rows is not None and chunk_sum(rows, kept.columns, kept.empty) != said:
                sentence = _(
                    "One of the rows {first} to {last} of {table} is not as it was imported:"
                    " another program has written there."
                )
                yield Finding("rows", sentence.format(first=ids[0], last=ids[-1], table=table), row_id=ids[0])


def _as_inserted(
    book: sqlite3.Connection, table: str, ids: range, change_id: int
) -> list[Mapping[str, Any]] | None:
    """The rows as they were before their first change; None where one has been erased or is gone."""
    made: dict[int, Mapping[str, Any] | None] = {}
    for row_id, before in book.execute(
        "select row_id, before from change_row where table_name = ? and row_id between ? and ?"
        " and last_row_id is null and id > ? order by id",
        (table, ids[0], ids[-1], change_id),
    ):
        made.setdefault(row_id, _readable(before))
    made = {**rows_by_id(book, table, ids), **made}
    rows = [row for row in made.values() if row is not None]
    return rows if len(rows) == len(ids) else None


def _not_so(table: str, row_id: int) -> Finding:
    sentence = _("Row {row} of {table} is not as the history says: another program has written there.")
    return Finding("rows", sentence.format(row=row_id, table=table), row_id=row_id)


def _same(said: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> bool:
    if said is None or now is None:
        return said is now
    return all(now[column] == said[column] for column in said.keys() & now.keys())
