"""From the rows of a table to cards and refusals, before anything is compared with the book."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.policy.fields import CardDefinition, SourceDefinition
from crmcli.policy.rules import Policy
from crmcli.policy.succession import Succession
from crmcli.transfer import cells
from crmcli.transfer.cards import Card
from crmcli.transfer.columns import Known, column_readers
from crmcli.transfer.draft import Draft
from crmcli.transfer.duplicates import Seen, same_code_reason
from crmcli.transfer.field_cells import NO_CHANGES, NO_FIELDS
from crmcli.transfer.headers import NAMING_FIELDS, NOTHING_CHOSEN, ColumnMatch, recognise
from crmcli.transfer.overview import Overview
from crmcli.transfer.sources import RowProblem, SourceRow, Table


class RefusedRow(NamedTuple):
    """A row that cannot be taken: where it begins, its cells as found, and why."""

    line: int
    cells: list[object]
    reason: str


class Later(NamedTuple):
    """A row about the customer of an earlier card (`cards[place]`), telling something else of it."""

    card: Card
    place: int


class Sheet(NamedTuple):
    """A file that was read: what its columns are, a card per customer, and the rows that give none.

    `repeated` rows say what an earlier one says; `rounded_fields` are custom fields with numbers that a
    spreadsheet has cut; `stale_lines` have a next follow-up that lies before the last contact.
    """

    headers: list[str]
    matches: list[ColumnMatch]
    seen: Seen
    later: list[Later]
    repeated: list[Card]
    refused: list[RefusedRow]
    rounded_fields: set[str]
    stale_lines: list[int]
    overview: Overview

    @property
    def cards(self) -> list[Card]:
        """One per customer, in the order of the file."""
        return self.seen.cards


def read_sheet(
    table: Table,
    policy: Policy,
    today: date,
    advance: Callable[[], None],
    chosen: Mapping[int, ColumnMatch] = NOTHING_CHOSEN,
    date_order: str | None = None,
    definition: CardDefinition = NO_FIELDS,
    sources: Sequence[SourceDefinition] = (),
    changes: Mapping[str, Succession] = NO_CHANGES,
    told: CardDefinition = NO_FIELDS,
) -> Sheet:
    """Read every row, columns as `chosen`. Raises ValueRefused where none holds the names, or the file breaks off."""
    matches = recognise(table.headers, chosen)
    if not any(match.field in NAMING_FIELDS for match in matches):
        raise ValueRefused(
            _(
                "No column of the file holds the customers' names; call one 客户名称 or Name. There are: {headers}."
            ),
            headers=", ".join(table.headers[:20]),
        )
    sheet = Sheet(table.headers, matches, Seen(), [], [], [], set(), [], Overview(len(matches)))
    known = Known(policy, today, date_order, definition, sources, changes, told)
    read_card = _card_reader(matches, known, sheet, table)
    for row in table.rows:
        advance()
        if isinstance(row, RowProblem):
            sheet.refused.append(RefusedRow(row.line, row.cells, str(row.reason)))
            continue
        sheet.overview.note_examples(row.cells)
        card = read_card(row)
        if isinstance(card, RefusedRow):
            sheet.refused.append(card)
        else:
            sheet.overview.count_removed(row.cells)
            _sort_in(sheet, card, row)
    return sheet


def _sort_in(sheet: Sheet, card: Card, row: SourceRow) -> None:
    repeat = sheet.seen.repeat_of(card)
    if repeat is None:
        sheet.seen.add(card)
        return
    earlier = sheet.cards[repeat.place]
    if card.content() == earlier.content():
        sheet.repeated.append(card)
    elif repeat.by_code:
        sheet.refused.append(RefusedRow(row.line, row.cells, same_code_reason(card, earlier)))
    else:
        sheet.later.append(Later(card, repeat.place))


def _card_reader(
    matches: Sequence[ColumnMatch], known: Known, sheet: Sheet, table: Table
) -> Callable[[SourceRow], Card | RefusedRow]:
    readers = column_readers(matches, known)
    link_mobiles = not any(match.field in ("contact_phones", "visits") for match in matches)
    letter = _lenient_letter(known.policy)

    def read_card(row: SourceRow) -> Card | RefusedRow:
        draft = Draft(row.line, known.today, letter)
        problems = []
        row_cells = row.cells
        for index, header, read in readers:
            cell = row_cells[index]
            if cell == "":
                continue
            try:
                read(draft, cell)
            except ValueRefused as refusal:
                lost = isinstance(refusal, cells.DigitsLost)
                column = f"{header} {_cell_name(table, index, row.line)}" if lost else header
                why = str(refusal)
                told = refusal.values.get("field") == column and why.startswith(column)
                problems.append(why if told else _("{column}: {why}").format(column=column, why=why))
        try:
            card = draft.finish(link_mobiles=link_mobiles)
        except ValueRefused as refusal:
            problems.append(str(refusal))
        if problems:
            return RefusedRow(row.line, row_cells, " ".join(_distinct(problems)))
        if draft.rounded_fields:
            sheet.rounded_fields.update(draft.rounded_fields)
        if draft.had_stale_agreement:
            sheet.stale_lines.append(row.line)
        return card

    return read_card


def _cell_name(table: Table, index: int, line: int) -> str:
    """Where a spreadsheet has the cell: F12."""
    letters, number = "", table.places[index] + 1
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{line}"


def _distinct(problems: Sequence[str]) -> Iterator[str]:
    """A wrong name is refused by its cell, and need not be called missing as well."""
    missing = _("the customer's name is missing.")
    yield from (problem for problem in dict.fromkeys(problems) if problem != missing or len(problems) == 1)


def _lenient_letter(policy: Policy) -> Callable[[object], str | None]:
    """A grade of a past visit may be one of an earlier playbook."""

    def letter(cell: object) -> str | None:
        text = cells.read_line(cell)
        if text is None:
            return None
        try:
            return policy.parse_grade(text)
        except ValueRefused:
            return text[:10]

    return letter
