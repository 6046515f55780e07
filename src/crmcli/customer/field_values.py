"""Writing the fields of a card: those that the playbook defines, and the user's own."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlmodel import col, select

from crmcli.customer.service import touch
from crmcli.customer.tables import Customer, CustomerField
from crmcli.field.naming import APPEND, Meant
from crmcli.field.types import type_of
from crmcli.kit.errors import RuleRefused
from crmcli.kit.i18n import _
from crmcli.kit.keeping import Copied
from crmcli.staff.desk import Desk


class FieldSetting(NamedTuple):
    """A field and its canonical values, none to take it away; `name` where no playbook defines it."""

    meant: Meant | None
    name: str
    values: Sequence[str]


def set_fields(desk: Desk, customer: Customer, settings: Sequence[FieldSetting]) -> bool:
    """Write every setting; whether anything changed. Raises RuleRefused for a record that cannot be."""
    appended: dict[
        str, tuple[int, set[str]]
    ] = {}  # list -> its new record, and the columns of it that are filled
    changed = False
    for setting in settings:
        meant = setting.meant
        if meant is None:
            changed = _write(desk, customer, setting.name, dict(enumerate(setting.values))) or changed
        elif meant.field.type != "records":
            placed = type_of(meant.field).placed(setting.values, meant.field)
            changed = _write(desk, customer, meant.field.key, placed) or changed
        else:
            changed = _set_record(desk, customer, meant, setting.values, appended) or changed
    if changed:
        touch(desk, customer)
    return changed


def _write(desk: Desk, customer: Customer, key: str, values: Mapping[int, str]) -> bool:
    """Make the values of a field these, by record; what is there already stays as it was confirmed."""
    rows = {row.record: row for row in _rows(desk, customer, key)}
    if {record: row.value for record, row in rows.items()} == values:
        return False
    for record, row in rows.items():
        if record in values:
            _change(desk, row, values[record])
        else:
            desk.session.delete(row)
    for record, value in values.items():
        if record not in rows:
            _add(desk, customer, key, record, value, has_replaced=bool(rows))
    desk.session.flush()
    return True


def _set_record(
    desk: Desk,
    customer: Customer,
    meant: Meant,
    values: Sequence[str],
    appended: dict[str, tuple[int, set[str]]],
) -> bool:
    """Write a cell of a list, or take away a cell, a record or the whole list."""
    prefix = f"{meant.field.key}."
    query = _of(customer).where(col(CustomerField.field).startswith(prefix, autoescape=True))
    cells = list(desk.session.exec(query))
    if not values:
        return _drop_cells(desk, meant, cells)
    if meant.column is None or meant.record is None:
        raise RuleRefused(
            _(
                '{field} is a list: --set "{field}.+.COLUMN=VALUE" adds to it, {field}.0.COLUMN changes the first.'
            ),
            field=meant.field.title,
        )
    after_last = max((cell.record for cell in cells), default=-1) + 1
    record = _record_meant(meant, after_last, appended)
    cell = next((one for one in cells if (one.field, one.record) == (meant.column.key, record)), None)
    if cell is None:
        _add(desk, customer, meant.column.key, record, values[0])
    elif cell.value == values[0]:
        return False
    else:
        _change(desk, cell, values[0])
    desk.session.flush()
    return True


def _record_meant(meant: Meant, after_last: int, appended: dict[str, tuple[int, set[str]]]) -> int:
    """`+` goes on filling the record that this command has added, until a column comes that it has already."""
    assert meant.column is not None
    if meant.record == APPEND:
        record, filled = appended.get(meant.field.key, (after_last, {meant.column.key}))
        if meant.column.key in filled:
            record, filled = after_last, set()
        appended[meant.field.key] = record, filled | {meant.column.key}
        return record
    assert isinstance(meant.record, int)
    if meant.record > after_last:
        raise RuleRefused(
            _("{field} has no record {number}; the next is {next}, or type + for it."),
            field=meant.field.title,
            number=meant.record,
            next=after_last,
        )
    return meant.record


def _drop_cells(desk: Desk, meant: Meant, cells: Sequence[CustomerField]) -> bool:
    """The numbers of the other records stay, so that a script that drops two of them drops the right ones."""
    gone = [
        cell
        for cell in cells
        if meant.record in (None, cell.record) and (meant.column is None or cell.field == meant.column.key)
    ]
    for cell in gone:
        desk.session.delete(cell)
    desk.session.flush()
    return bool(gone)


def _of(customer: Customer):  # type: ignore[no-untyped-def]
    query = select(CustomerField).where(CustomerField.customer_id == customer.id)
    return query.order_by(CustomerField.field, col(CustomerField.record))


def _rows(desk: Desk, customer: Customer, key: str) -> Sequence[CustomerField]:
    return list(desk.session.exec(_of(customer).where(CustomerField.field == key)))


def _add(
    desk: Desk, customer: Customer, key: str, record: int, value: str, *, has_replaced: bool = False
) -> None:
    assert customer.id is not None
    desk.session.add(
        CustomerField(
            customer_id=customer.id,
            field=key,
            record=record,
            value=value,
            set_on=desk.today,
            has_replaced=has_replaced,
        )
    )


def _change(desk: Desk, row: CustomerField, value: str) -> None:
    """A value that changes is no longer the one that somebody confirmed."""
    if row.value != value:
        row.value = value
        row.confirmed_at = row.confirmed_by_id = row.confirmed_how = None
        row.set_on, row.has_replaced = desk.today, True
        desk.session.add(row)


def register_files(desk: Desk, files: Sequence[Copied]) -> None:
    """Note the files that are kept, so that backups have them. An undo leaves them: another card may have the same."""
    for copied in files:
        desk.writing.reading().execute(
            "insert or ignore into card_file (digest, name, size_bytes, kept_at) values (?, ?, ?, ?)",
            (copied.digest, copied.name, copied.size_bytes, desk.now),
        )
