"""A playbook comes into force: values that were typed freely, or under another type, become values of its fields."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import select

from crmcli.customer.fields import own_field_names
from crmcli.customer.sources import source_meant
from crmcli.customer.tables import Customer, CustomerField
from crmcli.field.carrying import carried
from crmcli.field.naming import Meant, meant_in_file
from crmcli.field.types import Typing, type_of
from crmcli.kit.errors import CrmError
from crmcli.policy.fields import (
    ORIGIN,
    SEPARATOR,
    CardDefinition,
    FieldDefinition,
    base_key,
    sources_in_force,
)
from crmcli.policy.succession import Succession, successions
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


def adopt_values(desk: Desk, before: Sequence[FieldDefinition], card: CardDefinition) -> Adopted:
    """Give each value to the field of the playbook that is called or keyed so now, where that takes it.

    `before` are the definitions of until now, `card` is the playbook's. What a field takes not stays under its old
    definition; values that leave a place go before those that come to it.
    """
    changes = successions(before, card)
    own = _keys_of_own(changes)
    count, staying = 0, list[str]()
    for change in sorted(changes, key=lambda one: ORIGIN in one.old.key):
        if change.old.type == "records":
            continue
        moving = _Moving(desk, change, own.get(change.new.key, ()) if change.new else ())
        desk.writing.update_rows(CustomerField, moving.changes())
        desk.writing.insert_rows(CustomerField, moving.more)
        count += moving.taken
        has_replacement = base_key(change.kept.key).partition(SEPARATOR)[0] in card.by_key
        if moving.stays and ORIGIN in change.kept.key and has_replacement:
            staying.append(change.kept.key)
    known = {one.key for one in before}
    for name in own_field_names(desk.writing.reading()):
        target = None if name in known else _target(card, name)
        if target is None:
            continue
        adopting = _Adopting(desk, name, target)
        count += desk.writing.update_rows(CustomerField, adopting.changes())
        desk.writing.insert_rows(CustomerField, adopting.more)
        if adopting.stays:
            staying.append(name)
    return Adopted(count, list(dict.fromkeys(staying)))


def _keys_of_own(changes: Iterable[Succession]) -> dict[str, list[str]]:
    """By field, under which keys values of its own playbook wait for it."""
    found: dict[str, list[str]] = {}
    for one in changes:
        if one.new is not None and one.is_same_playbook and one.old.key != one.new.key:
            found.setdefault(one.new.key, []).append(one.old.key)
    return found


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


def _target(card: CardDefinition, name: str) -> Meant | None:
    """The field that a name of the user's own means now."""
    try:
        meant = None if name in card.by_key else meant_in_file(card, name)
    except CrmError:
        return None
    if meant is None or meant.leaf.type in _TAKES_NO_TEXT or not _takes_values(meant.field):
        return None
    return meant


def _takes_values(field: FieldDefinition) -> bool:
    return not field.retired and field.card_column is None and field.computed_from is None


class _Rows:
    """The values of one name on their way: `more` gets a row for each further choice, `stays` whether any stays."""

    def __init__(self, desk: Desk, name: str, leaf: FieldDefinition | None) -> None:
        self._book = desk.writing.reading()
        self._name = name
        self._leaf = leaf
        self._typing = Typing(desk.today)
        self.more: list[Row] = []
        self.stays = False
        self.taken = 0
        self._given: set[tuple[object, str, object]] = set()  # places that rows before this one have got

    def changes(self) -> Iterator[tuple[Row, Row]]:
        """Each row before and after."""
        query = f"select {', '.join(_COLUMNS)} from customer_field where field = ? order by id"
        for values in self._book.execute(query, (self._name,)).fetchall():
            row = dict(zip(_COLUMNS, values, strict=True))
            row["set_on"] = date.fromisoformat(row["set_on"]) if row["set_on"] else None
            row["has_replaced"] = bool(row["has_replaced"])
            placed = self._with_room(row, self._placed(row))
            wanted = {(self._leaf.key if self._leaf else "", at): value for at, value in placed.items()}
            if wanted == {(row["field"], row["record"]): row["value"]}:
                continue
            if self._leaf is None or not wanted or any(self._is_taken(row, at) for at in placed):
                self.stays = True
                yield from self._staying(row)
                continue
            self.taken += 1
            self._given.update((row["customer_id"], self._leaf.key, at) for at in placed)
            yield row, self._moved(row, self._leaf.key, placed)

    def _with_room(self, row: Row, placed: dict[int, str]) -> dict[int, str]:
        """Where the place of a choice is taken by another, which had it in another playbook, the next that is free."""
        if self._leaf is None or self._leaf.type != "choices":
            return placed
        found = dict[int, str]()
        for at, value in placed.items():
            place = at
            while place in found or (self._is_taken(row, place) and not self._has(row, value)):
                place += 1
            found[place] = value
        return found

    def _has(self, row: Row, value: str) -> bool:
        """Whether another row of the card is this choice."""
        query = "select 1 from customer_field where customer_id = ? and field = ? and value = ? and id <> ?"
        place = (row["customer_id"], self._leaf.key if self._leaf else "", value, row["id"])
        return self._book.execute(query, place).fetchone() is not None

    def _moved(self, row: Row, key: str, placed: dict[int, str]) -> Row:
        (first, value), *others = placed.items()
        self.more += (
            {
                **{column: row[column] for column in _COLUMNS if column != "id"},
                "field": key,
                "record": record,
                "value": other,
            }
            for record, other in others
        )
        return {**row, "field": key, "record": first, "value": value}

    def _placed(self, row: Row) -> dict[int, str]:
        """The values that come of one, by record; none where it does not fit."""
        raise NotImplementedError

    def _staying(self, _row: Row) -> Iterable[tuple[Row, Row]]:
        """What is to be done with a row that is not taken."""
        return ()

    def _is_taken(self, row: Row, record: int, key: str | None = None) -> bool:
        query = "select 1 from customer_field where customer_id = ? and field = ? and record = ? and id <> ?"
        key = key or (self._leaf.key if self._leaf else "")
        place = (row["customer_id"], key, record, row["id"])
        taken = self._book.execute(query, place).fetchone() is not None
        return (
            taken
            or place[:3] in self._given
            or any(
                (one["customer_id"], one["field"], one["record"]) == place[:3]
                for one in self.more[-_MOST_CHOICES:]
            )
        )


class _Adopting(_Rows):
    """Values that were typed freely become those of a field; what it does not take stays what it was."""

    def __init__(self, desk: Desk, name: str, target: Meant) -> None:
        super().__init__(desk, name, target.leaf)
        self._target = target.leaf
        self._record = target.record if isinstance(target.record, int) else None

    def _placed(self, row: Row) -> dict[int, str]:
        kind = type_of(self._target)
        try:
            parsed = kind.parse(row["value"], self._target, self._typing)
        except CrmError:
            return {}
        if self._target.parent_key is not None and parsed:
            return {row["record"] if self._record is None else self._record: parsed[0]}
        return kind.placed(parsed, self._target)


class _Moving(_Rows):
    """Values of a definition that does not go on become those of the field of its key, else are kept beside it."""

    def __init__(self, desk: Desk, change: Succession, own_keys: Sequence[str]) -> None:
        super().__init__(desk, change.old.key, change.new)
        self._change = change
        self._own_keys = () if change.is_same_playbook else own_keys

    def _placed(self, row: Row) -> dict[int, str]:
        new, values = self._change.new, carried(row["value"], self._change, self._typing)
        if new is None or not values or self._own_comes_back(row):
            return {}
        stays_in_place = new.key == row["field"] and len(values) == 1 and new.type == self._change.old.type
        return (
            {row["record"]: values[0]}
            if new.parent_key or stays_in_place
            else type_of(new).placed(values, new)
        )

    def _own_comes_back(self, row: Row) -> bool:
        """Whether the card has a value of the playbook itself, whose place this is again; others stay beside it.

        Several choices have room beside each other.
        """
        if self._leaf is None or self._leaf.type == "choices":
            return False
        marks = ", ".join("?" * len(self._own_keys))
        query = f"select 1 from customer_field where customer_id = ? and record = ? and field in ({marks})"
        return (
            self._book.execute(query, (row["customer_id"], row["record"], *self._own_keys)).fetchone()
            is not None
        )

    def _staying(self, row: Row) -> Iterator[tuple[Row, Row]]:
        key, record = self._change.kept.key, row["record"]
        if key != row["field"]:
            while self._is_taken(row, record, key):
                record += 1
            self._given.add((row["customer_id"], key, record))
            yield row, {**row, "field": key, "record": record}
