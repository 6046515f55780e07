"""A playbook comes into force: values that were typed freely, or under another type, become values of its fields."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import select

from crmcli.customer.fields import own_field_names
from crmcli.customer.sources import source_meant
from crmcli.customer.tables import Customer, CustomerField
from crmcli.field.naming import Meant, meant_in_file
from crmcli.field.types import Typing, type_of
from crmcli.kit.errors import CrmError
from crmcli.policy.fields import CardDefinition, FieldDefinition, card_definition, sources_in_force
from crmcli.staff.desk import Desk

Row = dict[str, Any]
_COLUMNS = (
    "id",
    "customer_id",
    "field",
    "record",
    "value",
    "confirmed_at",
    "confirmed_by_id",
    "confirmed_how",
    "set_on",
    "has_replaced",
)
_MOST_CHOICES = 100  # what has just been added to one card is among the last of these
_TAKES_NO_TEXT = ("records", "file")


class Adopted(NamedTuple):
    """How many values have become those of a field, and of which names some stay what they were."""

    adopted: int
    staying: list[str]


def adopt_values(desk: Desk, before: CardDefinition) -> Adopted:
    """Make fields of the playbook of what is called or keyed like one; whatever does not fit stays as it is."""
    book = desk.writing.reading()
    card = card_definition(book)
    count, staying = 0, list[str]()
    for name in own_field_names(book):
        target = _target(card, before, name)
        if target is None:
            continue
        adopting = _Adopting(desk, name, target)
        count += desk.writing.update_rows(CustomerField, adopting.changes())
        desk.writing.insert_rows(CustomerField, adopting.more)
        if adopting.stays:
            staying.append(name)
    return Adopted(count, staying)


def adopt_sources(desk: Desk) -> int:
    """Sources that were typed freely become those of the playbook; how many customers."""
    book = desk.writing.reading()
    sources = sources_in_force(book)
    count = 0
    for (typed,) in book.execute("select distinct source from customer where source is not null").fetchall():
        key = source_meant(sources, typed)
        if key != typed:
            query = select(Customer).where(Customer.source == typed)
            for customer in desk.session.exec(query):
                customer.source = key
                desk.session.add(customer)
                count += 1
    desk.session.flush()
    return count


def _target(card: CardDefinition, before: CardDefinition, name: str) -> Meant | None:
    """The field that a name of the user's own means now, or the key whose type has changed."""
    known = card.by_key.get(name)
    if known is not None:
        old = before.by_key.get(name)
        is_other = old is not None and (old.type, old.choices) != (known.type, known.choices)
        return Meant(known) if is_other and known.type not in _TAKES_NO_TEXT and not known.retired else None
    try:
        meant = meant_in_file(card, name)
    except CrmError:
        return None
    if meant is None or meant.leaf.type in _TAKES_NO_TEXT or not _takes_values(meant.field):
        return None
    return meant


def _takes_values(field: FieldDefinition) -> bool:
    return not field.retired and field.card_column is None and field.computed_from is None


class _Adopting:
    """The values of one name on their way: `more` gets a row for each further choice, `stays` whether any stays."""

    def __init__(self, desk: Desk, name: str, target: Meant) -> None:
        self._book = desk.writing.reading()
        self._name = name
        self._leaf = target.leaf
        self._record = target.record if isinstance(target.record, int) else None
        self._typing = Typing(desk.today)
        self.more: list[Row] = []
        self.stays = False

    def changes(self) -> Iterator[tuple[Row, Row]]:
        """Each row before and after."""
        query = f"select {', '.join(_COLUMNS)} from customer_field where field = ? order by id"
        for values in self._book.execute(query, (self._name,)).fetchall():
            row = dict(zip(_COLUMNS, values, strict=True))
            row["set_on"] = date.fromisoformat(row["set_on"]) if row["set_on"] else None
            row["has_replaced"] = bool(row["has_replaced"])
            placed = self._placed(row)
            wanted = {(self._leaf.key, record): value for record, value in placed.items()}
            if wanted == {(row["field"], row["record"]): row["value"]}:
                continue
            if not wanted or any(self._is_taken(row, record) for record in placed):
                self.stays = True
                continue
            (first, value), *others = placed.items()
            yield row, {**row, "field": self._leaf.key, "record": first, "value": value}
            self.more += (
                {
                    **{column: row[column] for column in _COLUMNS if column != "id"},
                    "field": self._leaf.key,
                    "record": record,
                    "value": other,
                }
                for record, other in others
            )

    def _placed(self, row: Row) -> dict[int, str]:
        """The values that come of one, by record; none where it does not fit."""
        kind = type_of(self._leaf)
        try:
            parsed = kind.parse(row["value"], self._leaf, self._typing)
        except CrmError:
            return {}
        if self._leaf.parent_key is not None and parsed:
            return {row["record"] if self._record is None else self._record: parsed[0]}
        return kind.placed(parsed, self._leaf)

    def _is_taken(self, row: Row, record: int) -> bool:
        query = "select 1 from customer_field where customer_id = ? and field = ? and record = ? and id <> ?"
        place = (row["customer_id"], self._leaf.key, record, row["id"])
        taken = self._book.execute(query, place).fetchone() is not None
        return taken or any(
            (one["customer_id"], one["field"], one["record"]) == place[:3]
            for one in self.more[-_MOST_CHOICES:]
        )
