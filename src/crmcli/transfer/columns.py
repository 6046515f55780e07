"""What each column of a file does to the card: one small reader per column, chosen once, used for every row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from crmcli.customer.rules import FIELD_NAME_LIMIT, FIELD_VALUE_LIMIT
from crmcli.customer.sources import source_meant
from crmcli.field.naming import Meant
from crmcli.kit.text import clean_block, clean_line
from crmcli.policy.fields import CardDefinition, SourceDefinition
from crmcli.policy.rules import Policy
from crmcli.policy.succession import Succession
from crmcli.transfer import cells, packed_cells
from crmcli.transfer.date_order import in_order, written_out
from crmcli.transfer.draft import Draft
from crmcli.transfer.field_cells import NO_CHANGES, NO_FIELDS, FieldCells, as_kept
from crmcli.transfer.headers import NAME_PARTS, ColumnMatch
from crmcli.transfer.part_cells import PARTS, CellReader
from crmcli.transfer.sources import RoundedDigits

# A column of words or dates has few values in many rows; one of names has as many as rows.
MOST_REMEMBERED = 20_000
LONGEST_REMEMBERED = 500
OF_VALUES = ("confirmed_values", "changed_values")
PERSON_FIELDS = (
    "contact",
    "contact_position",
    "contact_phones",
    "contact_email",
    "contact_wechat",
    "contact_birthday",
    "contact_birthday_is_lunar",
    "contact_met_on",
    "contact_met_place",
    "contact_met_occasion",
)


class Known(NamedTuple):
    """What cells are read by."""

    policy: Policy
    today: date
    date_order: str | None = None
    card: CardDefinition = NO_FIELDS
    sources: Sequence[SourceDefinition] = ()
    changes: Mapping[str, Succession] = NO_CHANGES
    told: CardDefinition = NO_FIELDS


class Reader(NamedTuple):
    """One column at work: which cell it takes, how refusals call it, and what it does."""

    place: int
    header: str
    read: CellReader


def column_readers(matches: Sequence[ColumnMatch], known: Known) -> list[Reader]:
    """The readers of the columns that are taken."""
    counts: dict[str, int] = {}
    readers = []
    for match in matches:
        if match.left_out:
            continue
        field = match.field or ""
        counts[field] = counts.get(field, 0) + 1
        read = _reader(match, known, counts[field] - 1)
        if field in OF_VALUES and known.changes:
            read = _of_values(read, known.changes)
        readers.append(Reader(match.index, match.header, read))
    return readers


def _reader(match: ColumnMatch, known: Known, place: int) -> CellReader:
    field = match.field
    if field is None or field == "fields":
        fields = FieldCells(known.card, known.today, known.changes, known.told)
        meant = fields.meant(match.own_name) if field is None else None
        if field is not None:
            return _nested(fields)
        if meant is not None:
            read = _field(fields, meant)
            return _dated(read, known.date_order) if known.date_order and meant.leaf.type == "date" else read
        return _own_field(clean_line(match.own_name[:FIELD_NAME_LIMIT], FIELD_NAME_LIMIT).text)
    if field in PERSON_FIELDS:
        read = _person(field, place, match.header)
        is_day = field in ("contact_birthday", "contact_met_on")
        return _dated(read, known.date_order) if is_day and known.date_order else read
    if field in NAME_PARTS:
        return _name_part(field)
    if field == "email":
        return _email(match.header)
    if field == "birthday" and known.date_order:
        return _dated(PARTS[field], known.date_order)
    if field == "amount_fen":
        return _remembered("amount_fen", cells.read_money(0 if match.unit == "fen" else match.scale))
    if field in _COLUMN_CELLS:
        column, make = _COLUMN_CELLS[field]
        return _remembered(column, in_order(known.date_order if field in DATED else None, make(known)))
    return PARTS[field]


def _of_values(read: CellReader, changes: Mapping[str, Succession]) -> CellReader:
    """What is told of values goes where they went, if the book does not have their fields as the file has."""

    def read_moved(draft: Draft, cell: object) -> None:
        parts = cell if isinstance(cell, list) else []
        moved = [as_kept(one, draft.own_fields, changes) for one in parts]
        read(draft, moved if isinstance(cell, list) else cell)

    return read_moved


def _remembered(column: str, parse: Callable[[object], object]) -> CellReader:
    """Write a card column, parsing equal cells once."""
    values: dict[object, object] = {}

    def read(draft: Draft, cell: object) -> None:
        try:
            value = values[cell]
        except (KeyError, TypeError):  # a list of JSON cannot be looked up; the parser refuses it
            value = parse(cell)
            if len(values) < MOST_REMEMBERED and len(str(cell)) <= LONGEST_REMEMBERED:
                values[cell] = value
        if value is not None:
            draft.columns[column] = value

    return read


# field of a header -> card column, and what makes the parser of its cells
_COLUMN_CELLS: dict[str, tuple[str, Callable[[Known], Callable[[object], object]]]] = {
    **{
        field: (field, lambda _known: cells.read_line)
        for field in (
            "region",
            "industry",
            "address",
            "wechat",
            "preferred_time",
            "next_topic",
            "agreed_reason",
            "met_place",
            "met_occasion",
            "strategic_value",
            "standing",
        )
    },
    "source": (
        "source",
        lambda known: lambda cell: source_meant(known.sources, cells.read_line(cell) or "") or None,
    ),
    "kind": ("kind", lambda _known: cells.read_word("kind")),
    "need": ("need", lambda _known: cells.read_word("need")),
    "status": ("status", lambda _known: cells.read_word("status")),
    "importance": ("importance_set", lambda _known: cells.read_word("importance")),
    "tier": ("tier", lambda _known: cells.read_word("tier")),
    "met_on": ("met_on", lambda known: cells.past_date(known.today)),
    "preferred_channel": ("preferred_channel", lambda _known: cells.read_word("contact_kind")),
    "last_contact_kind": ("last_contact_kind", lambda _known: cells.read_word("contact_kind")),
    "last_contact_summary": ("last_contact_summary", lambda _known: _summary),
    "grade": ("grade", lambda known: cells.read_grade(known.policy)),
    "owner": ("owner", lambda _known: cells.read_staff),
    "expected_close_on": ("expected_close_on", lambda _known: cells.read_date),
    "agreed_on": ("agreed_on", lambda _known: cells.read_date),
    "next_follow_up_on": ("next_follow_up_on", lambda _known: cells.read_date),
    "first_follow_up_from_on": ("first_follow_up_from_on", lambda _known: cells.read_date),
    "first_follow_up_due_on": ("first_follow_up_due_on", lambda _known: cells.read_date),
    "last_contact_on": ("last_contact_on", lambda known: cells.past_date(known.today)),
    "registered_on": ("registered_on", lambda known: cells.past_date(known.today)),
    "rhythm_from_on": ("rhythm_from_on", lambda known: cells.past_date(known.today)),
    "archived_on": ("archived_on", lambda known: cells.archived_date(known.today)),
    "birthday_is_lunar": ("birthday_is_lunar", lambda _known: cells.read_lunar),
    "id_number": ("id_number", lambda _known: cells.read_id_number),
    "licence_number": ("licence_number", lambda _known: cells.read_licence_number),
}


# Fields whose cells are days.
DATED = frozenset(field for field in _COLUMN_CELLS if field.endswith("_on"))


def _dated(read: CellReader, order: str) -> CellReader:
    return lambda draft, cell: read(draft, written_out(cell, order))


def _summary(cell: object) -> str | None:
    return clean_block(cells.cell_text(cell), FIELD_VALUE_LIMIT).text or None


def _name_part(field: str) -> CellReader:
    def read(draft: Draft, cell: object) -> None:
        text = cells.read_line(cell)
        if text and not cells.is_placeholder(text):
            draft.name_parts[field] = text

    return read


def _email(header: str) -> CellReader:
    """The first address of the row is the card's; more of them become a field of the user's own."""

    def read(draft: Draft, cell: object) -> None:
        first, *more = packed_cells.addresses(cells.short_text(cell).strip())
        email = cells.read_email(first)
        if email is None:
            return
        if draft.columns.setdefault("email", email) != email:
            more = [email, *more]
        if more:
            draft.own_fields[f"{header} 2"] = ", ".join(more)

    return read


def _nested(fields: FieldCells) -> CellReader:
    def read(draft: Draft, cell: object) -> None:
        draft.own_fields |= fields.nested(cell)

    return read


def _field(fields: FieldCells, meant: Meant) -> CellReader:
    """A field of the playbook, by its type."""

    def read(draft: Draft, cell: object) -> None:
        draft.own_fields |= fields.read(meant, cell)

    return read


def _own_field(name: str) -> CellReader:
    def read(draft: Draft, cell: object) -> None:
        value = clean_block(cells.cell_text(cell), FIELD_VALUE_LIMIT).text
        if value:
            draft.own_fields[name] = value
        if isinstance(cell, RoundedDigits):
            draft.rounded_fields.add(name)

    return read


def _person(field: str, place: int, header: str) -> CellReader:
    """A cell about the person of that place: the second position belongs to the second contact."""

    def read(draft: Draft, cell: object) -> None:
        if isinstance(cell, list):
            from crmcli.transfer.nested import nested_people

            draft.nested_people += nested_people(cell, draft.known_today)
            draft.tells_whose |= any(isinstance(part, dict) and "phones" in part for part in cell)
            return
        draft.add_person_cell(place, field, header, cell)

    return read
