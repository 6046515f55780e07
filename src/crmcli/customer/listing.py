"""Lists of customers: filters in, rows out, worded columns."""

from __future__ import annotations

from crmcli.customer.fields import customer_fields, urgency_sql
from crmcli.customer.rules import parse_line, parse_tag
from crmcli.customer.sources import source_meant
from crmcli.customer.vocabulary import labels, stored_word
from crmcli.kit.errors import UsageRefused
from crmcli.kit.formats import Column, Listing
from crmcli.kit.i18n import _
from crmcli.kit.where import compile_where
from crmcli.policy.fields import source_labels, sources_in_force
from crmcli.policy.in_force import letters_in_force
from crmcli.policy.letters import parse_grades
from crmcli.policy.queries import policy_in_force

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from typing import NamedTuple

    from crmcli.kit.where import Walk
else:
    from crmcli.kit.named import NamedTuple

LIST_KEYS = [
    "code",
    "name",
    "kind",
    "grade",
    "need",
    "status",
    "importance",
    "owner",
    "phone",
    "source",
    "region",
    "industry",
    "expected_close_on",
    "amount_fen",
    "last_contact_on",
    "next_follow_up_on",
    "days_overdue",
    "tags",
    "archived_on",
    "urgency",
]
_DAYS_OVERDUE = "cast(julianday('{today}') - julianday(next_follow_up_on) as integer)"


class Filters(NamedTuple):
    """What a list may be narrowed by, as typed."""

    grades: str | None = None
    owner: str | None = None
    words: Mapping[str, str] = {}
    texts: Mapping[str, str] = {}
    tags: Sequence[str] = ()
    overdue: bool = False
    no_next_step: bool = False
    missing_docs: bool = False
    archived: bool = False
    where: str | None = None


class Condition(NamedTuple):
    sql: str
    values: tuple[object, ...] = ()


class Order(NamedTuple):
    """By SQL over `customer_list`, then by code; or along the indexes of a field beside the card, then by id."""

    sql: str = "code"
    values: tuple[object, ...] = ()
    walks: tuple[Walk, ...] = ()
    descending: bool = False


def list_customers(
    book: sqlite3.Connection, filters: Filters, today: date, sort: str, limit: int | None
) -> list[tuple[object, ...]]:
    """Rows of LIST_KEYS. Raises UsageRefused for an unknown field, ValueRefused for an unknown word."""
    conditions = list(_conditions(book, filters, today))
    return select_rows(book, conditions, today, order_by(book, sort, today), limit)


def list_chosen(
    book: sqlite3.Connection, filters: Filters, today: date, sort: str, limit: int | None, typed: str
) -> tuple[list[Column], list[list[object]]]:
    """The columns that are asked for by name, and their rows. Raises as `list_customers`."""
    from crmcli.customer.columns import chosen_columns

    computed = _computed(book, today)
    listed = {
        column.key: (column, computed.get(column.key, column.key))
        for column in list_columns(source_labels(book))
    }
    chosen = chosen_columns(book, typed, today, listed)
    conditions = list(_conditions(book, filters, today))
    rows = _select(
        book,
        [(one.sql, one.parameters) for one in chosen],
        conditions,
        order_by(book, sort, today),
        limit,
    )
    readers = [_tags if one.column.key == "tags" else one.read for one in chosen]
    for one in chosen:
        one.column.tables, one.column.line = True, 1
    shown = [
        [
            read(value) if read and value is not None else value
            for read, value in zip(readers, row, strict=True)
        ]
        for row in rows
    ]
    return [one.column for one in chosen], shown


def _tags(joined: object) -> list[str]:
    return str(joined).split(";")


def select_rows(
    book: sqlite3.Connection,
    conditions: Sequence[tuple[str, tuple[object, ...]]],
    today: date,
    order: Order,
    limit: int | None,
) -> list[tuple[object, ...]]:
    """Rows of LIST_KEYS for which every condition (SQL, values) holds."""
    computed = _computed(book, today)
    columns: list[tuple[str, tuple[object, ...]]] = [(computed.get(key, key), ()) for key in LIST_KEYS]
    return [_with_tag_list(row) for row in _select(book, columns, conditions, order, limit)]


def _computed(book: sqlite3.Connection, today: date) -> dict[str, str]:
    return {
        "days_overdue": _DAYS_OVERDUE.format(today=today),
        "urgency": urgency_sql(policy_in_force(book), today),
    }


def _select(
    book: sqlite3.Connection,
    columns: Sequence[tuple[str, tuple[object, ...]]],
    conditions: Sequence[tuple[str, tuple[object, ...]]],
    order: Order,
    limit: int | None,
) -> Iterator[tuple[object, ...]]:
    shown = Condition(
        ", ".join(sql for sql, _values in columns), tuple(value for _sql, given in columns for value in given)
    )
    passing = Condition(
        " and ".join(f"({sql})" for sql, _values in conditions) or "1",
        tuple(value for _sql, given in conditions for value in given),
    )
    if order.walks:
        from crmcli.customer.ordering import rows_in_order

        return rows_in_order(book, shown, passing, order, limit)
    query = f"select {shown.sql} from customer_list l where {passing.sql} order by {order.sql}, code limit ?"
    return book.execute(
        query, (*shown.values, *passing.values, *order.values, -1 if limit is None else limit)
    )


def _with_tag_list(row: tuple[object, ...]) -> tuple[object, ...]:
    place = LIST_KEYS.index("tags")
    tags = row[place]
    return (*row[:place], str(tags).split(";") if tags else [], *row[place + 1 :])


def _conditions(book: sqlite3.Connection, filters: Filters, today: date) -> Iterator[Condition]:
    yield Condition("archived_on is not null" if filters.archived else "archived_on is null")
    if filters.grades is not None:
        yield _grades(book, filters.grades)
    if filters.owner is not None:
        yield Condition("owner = ? collate nocase", (filters.owner,))
    for field, typed in filters.words.items():
        yield _of_field(book, today, field, "=", stored_word(field, typed))
    yield from _texts(book, filters.texts)
    for tag in filters.tags:
        yield _of_field(book, today, "tag", "=", parse_tag(tag))
    if filters.overdue:
        # The stored day has an index; the one that is shown has none.
        late = "select id from customer where archived_on is null and next_follow_up_on < ?"
        yield Condition(f"id in ({late}) and not is_scout", (today.isoformat(),))
    if filters.no_next_step:
        yield Condition("next_follow_up_on is null and not is_scout")
    if filters.missing_docs:
        yield Condition(
            "id in (select customer_id from checklist_due where kind = 'checklist' and title <> 'acceptance')"
        )
    if filters.where is not None:
        compiled = compile_where(filters.where, customer_fields(book, today), today)
        yield Condition(compiled.sql, compiled.parameters)


def _texts(book: sqlite3.Connection, texts: Mapping[str, str]) -> Iterator[Condition]:
    for column, typed in texts.items():
        text = parse_line(typed)
        if column == "source" and text:
            text = source_meant(sources_in_force(book, retired=True), text)
        yield Condition(f"{column} = ?", (text,))


def _grades(book: sqlite3.Connection, typed: str) -> Condition:
    asked = parse_grades(typed, letters_in_force(book))
    letters = [letter for letter in asked if letter is not None]
    placed = f"grade in ({', '.join('?' * len(letters))})"
    return Condition(f"{placed} or grade is null" if None in asked else placed, tuple(letters))


def _of_field(book: sqlite3.Connection, today: date, name: str, operator: str, value: str) -> Condition:
    quoted = value.replace('"', '""')
    compiled = compile_where(f'{name} {operator} "{quoted}"', customer_fields(book, today), today)
    return Condition(compiled.sql, compiled.parameters)


def order_by(book: sqlite3.Connection, typed: str, today: date) -> Order:
    """What `--sort FIELD` or `-FIELD` means; what is empty comes last. Raises UsageRefused."""
    if typed == "code":
        return Order()
    from crmcli.customer.naming import field_asked, no_field

    name = typed.removeprefix("-")
    fields = customer_fields(book, today)
    field = field_asked(fields, name)
    if field is None:
        raise no_field(
            fields,
            name,
            _("There is no field {typed} to sort by; there are: {known}."),
            _("There is no field {typed} to sort by; did you mean {near}?"),
            " ".join(fields.labels()),
        )
    if not field.sql:
        raise UsageRefused(
            _("Nothing can be sorted by {field}, which may have several values."), field=field.label
        )
    direction = " desc" if typed.startswith("-") else ""
    return Order(f"{field.sql}{direction} nulls last", field.parameters, field.walks, bool(direction))


def customer_listing(book: sqlite3.Connection, rows: Iterable[Sequence[object]], empty: str) -> Listing:
    """Customers as a list for people and machines."""
    return Listing(list_columns(source_labels(book)), rows, empty=empty)


def list_columns(sources: Mapping[str, str] | None = None) -> list[Column]:
    """The columns of LIST_KEYS; `sources` are the words for sources of the playbook."""
    return [
        Column("code", _("Code")),
        Column("name", _("Name")),
        Column("kind", _("Kind"), "words", labels=labels("kind"), tables=False),
        Column("grade", _("Grade")),
        Column("need", _("Need"), "words", labels=labels("need"), line=2),
        Column("status", _("Status"), "words", labels=labels("status"), line=2),
        Column("importance", _("Importance"), "words", labels=labels("importance"), tables=False),
        Column("owner", _("Owner"), line=2),
        Column("phone", _("Phone"), "phone"),
        Column("source", _("Source"), "words", labels=sources, tables=False),
        Column("region", _("Region"), line=2),
        Column("industry", _("Industry"), tables=False),
        Column("expected_close_on", _("Expected close"), "date", tables=False),
        Column("amount_fen", _("Amount"), "money", line=2),
        Column("last_contact_on", _("Last contact"), "date", tables=False),
        Column("next_follow_up_on", _("Next follow-up"), "date"),
        Column("days_overdue", _("Days overdue"), "int", tables=False),
        Column("tags", _("Tags"), "list", line=2),
        Column("archived_on", _("Archived"), "date", tables=False),
        Column("urgency", _("Time to act"), "words", labels=labels("urgency"), tables=False),
    ]
