"""Noting that values of a card were confirmed, and that a column of it has changed (docs/rules.md#verification)."""

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlmodel import col, select

from crmcli.customer.card import FIELD_TO_COLUMN
from crmcli.customer.card_fields import card_value
from crmcli.customer.fields import customer_fields
from crmcli.customer.service import touch
from crmcli.customer.tables import Customer, CustomerColumn, CustomerField
from crmcli.field.naming import Meant
from crmcli.kit.errors import NotFound, RuleRefused
from crmcli.kit.i18n import _
from crmcli.kit.shown import excerpt
from crmcli.kit.where import Field
from crmcli.policy.fields import SEPARATOR, card_definition, shown_name
from crmcli.policy.rules import CARD_COLUMNS, COLUMNS_OF_THE_BOOK
from crmcli.staff.desk import Desk

_NAMES_OF_COLUMNS = {stored: column for column, stored in FIELD_TO_COLUMN.items()}


def confirm_values(
    desk: Desk, customer: Customer, wanted: Sequence[tuple[str, Field | Meant | None]], how: str | None
) -> list[str]:
    """Note that these fields, as typed and meant, were confirmed just now; their names.

    Raises NotFound for a field that has no value, RuleRefused for one that is counted.
    """
    card = card_definition(desk.writing.reading())
    titles = {one.card_column: one.title for one in card.fields() if one.card_column and not one.retired}
    told: list[str] = []
    for typed, meant in wanted:
        column = _column_meant(meant)
        if column is not None:
            told.append(_label_of(meant, titles))
            _confirm_column(desk, customer, column, how, told[-1])
            continue
        assert not isinstance(meant, Field)
        rows = _rows_meant(desk, customer, typed, meant)
        if not rows:
            raise _nothing_there(desk, customer, typed, meant)
        _confirm_rows(desk, rows, how)
        told.append(meant.label if meant else shown_name(card, typed, 0))
    touch(desk, customer)
    desk.session.flush()
    return told


def _column_meant(meant: Field | Meant | None) -> str | None:
    """The column of the card that is meant. Raises RuleRefused for one that nobody confirms."""
    if not isinstance(meant, Field):
        return meant.field.card_column if meant is not None else None
    if meant.name not in CARD_COLUMNS or meant.name in COLUMNS_OF_THE_BOOK:
        raise RuleRefused(
            _(
                "{field} is nothing that is confirmed by itself; crm card verify CUSTOMER confirms the whole card."
            ),
            field=meant.label,
        )
    return meant.name


def _label_of(meant: Field | Meant | None, titles: Mapping[str, str]) -> str:
    """As the playbook calls it, where it has a name for that column."""
    return titles.get(meant.name, meant.label) if isinstance(meant, Field) else meant.label if meant else ""


def confirm_every_value(desk: Desk, customer: Customer, how: str | None) -> None:
    """Note that all that stands on the card was confirmed just now."""
    book = desk.writing.reading()
    _confirm_rows(desk, desk.session.exec(_of(customer)), how)
    card = card_value(book, customer.id or 0)
    for column in sorted({*confirmable_columns(book).values(), *_column_rows(desk, customer)}):
        if column not in COLUMNS_OF_THE_BOOK and card.get(column):
            _confirm_column(desk, customer, column, how, column)
    desk.session.flush()


def note_changed_columns(desk: Desk, customer: Customer, columns: Collection[str]) -> None:
    """What stands in these columns has replaced something else, and nobody has confirmed it.

    Only of columns that the playbook has a field for, or that somebody confirmed.
    """
    known, confirmed = confirmable_columns(desk.writing.reading()), _column_rows(desk, customer)
    for column in columns:
        name = _NAMES_OF_COLUMNS.get(column, column)
        if column in known or name in confirmed:
            row = _column_row(desk, customer, name)
            row.confirmed_at = row.confirmed_by_id = row.confirmed_how = None
            row.set_on = desk.today
            desk.session.add(row)


def confirmable_columns(book: sqlite3.Connection) -> dict[str, str]:
    """The columns of `customer` that the playbook in force has a field for, each with its name on the card."""
    known = book.execute("select card_column from policy_field where card_column is not null and not retired")
    names = {column: column for (column,) in known if column not in COLUMNS_OF_THE_BOOK}
    return {stored: names[column] for column, stored in FIELD_TO_COLUMN.items() if column in names} | names


def names_of_columns() -> dict[str, str]:
    """Every column of `customer` that can be confirmed, with its name on the card."""
    return {column: column for column in CARD_COLUMNS} | _NAMES_OF_COLUMNS


def _column_rows(desk: Desk, customer: Customer) -> set[str]:
    query = select(CustomerColumn.name).where(CustomerColumn.customer_id == customer.id)
    return set(desk.session.exec(query))


def _of(customer: Customer):  # type: ignore[no-untyped-def]
    return select(CustomerField).where(CustomerField.customer_id == customer.id)


def _rows_meant(desk: Desk, customer: Customer, typed: str, meant: Meant | None) -> list[CustomerField]:
    if meant is None:
        return list(desk.session.exec(_of(customer).where(CustomerField.field == typed.strip())))
    if meant.field.type != "records":
        return list(desk.session.exec(_of(customer).where(CustomerField.field == meant.leaf.key)))
    prefix = f"{meant.field.key}{SEPARATOR}"
    cells: Iterable[CustomerField] = desk.session.exec(
        _of(customer).where(col(CustomerField.field).startswith(prefix, autoescape=True))
    )
    return [
        cell
        for cell in cells
        if meant.record in (None, cell.record) and (meant.column is None or cell.field == meant.column.key)
    ]


def _confirm_rows(desk: Desk, rows: Iterable[CustomerField], how: str | None) -> None:
    for row in rows:
        row.confirmed_at, row.confirmed_by_id, row.confirmed_how = desk.now, desk.my_id, how
        desk.session.add(row)


def _confirm_column(desk: Desk, customer: Customer, column: str, how: str | None, title: str) -> None:
    if not card_value(desk.writing.reading(), customer.id or 0).get(column):
        raise NotFound(_("{name} has no {field}."), name=customer.name, field=title)
    row = _column_row(desk, customer, column)
    row.confirmed_at, row.confirmed_by_id, row.confirmed_how = desk.now, desk.my_id, how
    desk.session.add(row)


def _column_row(desk: Desk, customer: Customer, column: str) -> CustomerColumn:
    query = select(CustomerColumn).where(
        CustomerColumn.customer_id == customer.id, CustomerColumn.name == column
    )
    return desk.session.exec(query).first() or CustomerColumn(customer_id=customer.id or 0, name=column)


def _nothing_there(desk: Desk, customer: Customer, typed: str, meant: Meant | None) -> NotFound | RuleRefused:
    if meant is not None and meant.field.computed_from is not None:
        return RuleRefused(_("{field} is counted; there is nothing to confirm."), field=meant.field.title)
    fields = customer_fields(desk.writing.reading(), desk.today)
    near = fields.nearest(typed) if meant is None else None
    sentence = _("{name} has no {field}; did you mean {near}?") if near else _("{name} has no {field}.")
    field = meant.label if meant and not meant.field.retired else excerpt(typed)
    return NotFound(sentence, name=customer.name, field=field, near=near or "")
