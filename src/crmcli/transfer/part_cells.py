"""Cells that are more than one column of the card: what a row says of phones, notes, visits and the like."""

from __future__ import annotations

from collections.abc import Callable

from crmcli.transfer import cells, packed_cells, phone_cells
from crmcli.transfer.draft import Draft
from crmcli.transfer.facts import FACTS

CellReader = Callable[[Draft, object], None]


def _code(draft: Draft, cell: object) -> None:
    draft.card.code = cells.read_code(cell)


def _name(draft: Draft, cell: object) -> None:
    draft.columns["name"] = cells.read_name(cell)


def _currency(draft: Draft, cell: object) -> None:
    draft.currency = cells.read_line(cell) or ""


def _birthday(draft: Draft, cell: object) -> None:
    draft.birthday = cell


def _phone(draft: Draft, cell: object) -> None:
    if isinstance(cell, list):
        from crmcli.transfer.nested import nested_phones

        draft.phones += nested_phones(cell)
        return
    cells.refuse_rounded(cell)
    draft.phones += phone_cells.read_phones(cells.cell_text(cell))


def _note(draft: Draft, cell: object) -> None:
    if isinstance(cell, list):
        from crmcli.transfer.nested import nested_notes

        draft.notes += nested_notes(cell)
        return
    draft.add_notes(packed_cells.read_notes(cells.cell_text(cell)))


def _tags(draft: Draft, cell: object) -> None:
    texts = [cells.cell_text(tag) for tag in cell] if isinstance(cell, list) else [cells.cell_text(cell)]
    draft.tags = tuple(dict.fromkeys(tag for text in texts for tag in packed_cells.read_tags(text)))


def _visits(draft: Draft, cell: object) -> None:
    from crmcli.transfer.nested_visits import nested_visits

    draft.visits += nested_visits(cell, draft.known_today, draft.letter)


def _owed(draft: Draft, cell: object) -> None:
    from crmcli.transfer.nested_owed import nested_owed

    draft.owed += nested_owed(cell, draft.known_today)


def _marks(draft: Draft, cell: object) -> None:
    from crmcli.transfer.nested_owed import nested_marks

    draft.marks += nested_marks(cell, draft.known_today)


def _facts(name: str) -> CellReader:
    def read(draft: Draft, cell: object) -> None:
        from crmcli.transfer.nested_facts import nested_facts

        draft.past += nested_facts(name, cell, draft.known_today)

    return read


def _read_before(_draft: Draft, _cell: object) -> None:
    """What is looked for in every row before the first is read."""


PARTS: dict[str, CellReader] = {
    "definitions": _read_before,
    "code": _code,
    "name": _name,
    "birthday": _birthday,
    "currency": _currency,
    "mobile": _phone,
    "phone": _phone,
    "note": _note,
    "tags": _tags,
    "visits": _visits,
    "owed": _owed,
    "satisfaction_marks": _marks,
    **{name: _facts(name) for name in FACTS},
}
