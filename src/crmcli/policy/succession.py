"""What becomes of definitions when others come: which go on, which are replaced, under which key those are kept.

A playbook may use the key of another one for something else. What was stored under the old definition then keeps it:
the definition goes on, retired, under the key with its playbook (`colour@my-shop`), unless the new one takes the value
(docs/decisions/0038-replaced-definitions.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import chain, count
from typing import NamedTuple

from crmcli.kit.where.fields import folded
from crmcli.policy.fields import ORIGIN, SEPARATOR, CardDefinition, Choice, FieldDefinition, base_key

UNKNOWN_ORIGIN = "before"
_MONEY_WORDS = frozenset({"元", "人民币", "yuan", "cny", "rmb"})


class Succession(NamedTuple):
    """A definition of before: the field that has its key now, if any, and what keeps the values it does not take."""

    old: FieldDefinition
    new: FieldDefinition | None
    kept: FieldDefinition
    is_same_playbook: bool


def successions(
    old: Collection[FieldDefinition], new: CardDefinition, *, are_of_a_file: bool = False
) -> list[Succession]:
    """Every definition of before that does not simply go on in the new card, lists before their columns.

    Where they come with a file, a playbook of the same name may be somebody else's: it takes no mask away.
    """
    keys = _Keys(new, (one for one in old if ORIGIN in one.key))
    found = []
    for one in old:
        if one.card_column is not None or one.computed_from is not None:
            continue
        target = _in_force(new, base_key(one.key))
        is_same = target is not None and one.playbook == target.playbook
        if are_of_a_file and target is not None and one.sensitive and not target.sensitive:
            is_same = False
        if target is not None and one.key == target.key and goes_on(one, target, is_same_playbook=is_same):
            keys.of_lists[one.key] = one.key
            continue
        kept = keys.keeping(one, target)
        found.append(Succession(one, target, kept, is_same))
    return found


def _in_force(card: CardDefinition, key: str) -> FieldDefinition | None:
    """The field of that key that takes values; a column only where its list is one."""
    field = card.by_key.get(key)
    if field is None or field.retired:
        return None
    parent = card.by_key.get(field.parent_key or "")
    return field if parent is None or parent.type == "records" else None


class _Keys:
    """Gives each definition that is kept a key of its own."""

    def __init__(self, new: CardDefinition, replaced: Iterable[FieldDefinition]) -> None:
        self._taken = {one.key: one for one in (*replaced, *new.by_key.values())}
        self.of_lists: dict[str, str] = {}  # where the columns of a list of before are now

    def keeping(self, one: FieldDefinition, target: FieldDefinition | None) -> FieldDefinition:
        """The definition, retired, under the key under which its values can stay."""
        parent = one.parent_key and self.of_lists.get(one.parent_key, one.parent_key)
        if one.type == "records" and target is not None and target.type == "records":
            self.of_lists[one.key] = target.key
            return target
        own = one.own_key
        if target is not None and (parent is None or parent == target.parent_key) and not one.mark:
            own = f"{own}{ORIGIN}{one.playbook or UNKNOWN_ORIGIN}"
        kept = self._free(one._replace(parent_key=parent, retired=True), own)
        self._taken[kept.key] = kept
        if one.type == "records":
            self.of_lists[one.key] = kept.key
        return kept

    def _free(self, one: FieldDefinition, own: str) -> FieldDefinition:
        """Under its own key, else under that with the playbook, else with a number; what says the same shares one."""
        name, *origin = own.split(ORIGIN)[:2]
        marked = ORIGIN.join([name, *(origin or [one.playbook or UNKNOWN_ORIGIN])])
        for own_key in chain([own, marked], (f"{marked}{ORIGIN}{number}" for number in count(2))):
            kept = one._replace(key=f"{one.parent_key}{SEPARATOR}{own_key}" if one.parent_key else own_key)
            there = self._taken.get(kept.key)
            if there is None or is_alike(there, kept):
                break
        return kept


def is_alike(one: FieldDefinition, other: FieldDefinition) -> bool:
    """Whether two retired definitions say the same of their values."""
    return (
        one.retired
        and other.retired
        and (one.key, one.type, one.choices, one.unit_en, one.sensitive, one.title_en, one.title_zh)
        == (
            other.key,
            other.type,
            other.choices,
            other.unit_en,
            other.sensitive,
            other.title_en,
            other.title_zh,
        )
    )


def goes_on(old: FieldDefinition, new: FieldDefinition, *, is_same_playbook: bool) -> bool:
    """Whether a value stored under the old definition says the same, to the letter, under the new one."""
    if new.card_column is not None or new.computed_from is not None or old.type != new.type:
        return False
    if not has_secrecy_of(old, new, is_same_playbook=is_same_playbook):
        return False
    if not (is_same_playbook or is_same_unit(old, new)):
        return False
    return all(
        choice_now(one, new.choices, is_same_playbook=is_same_playbook) == one.key for one in old.choices
    )


def has_secrecy_of(old: FieldDefinition, new: FieldDefinition, *, is_same_playbook: bool) -> bool:
    """Whether both are masked or neither is: what becomes masked could not come back to where it was not.

    Within one playbook its author may say otherwise; text that was typed freely may become anything.
    """
    return old.sensitive == new.sensitive or is_same_playbook or (not old.playbook and new.sensitive)


def is_same_unit(old: FieldDefinition, new: FieldDefinition) -> bool:
    """Whether two numbers count the same; one without a unit may be that of the other."""
    one, other = _unit_words(old), _unit_words(new)
    return not one or not other or not one.isdisjoint(other)


def _unit_words(field: FieldDefinition) -> frozenset[str]:
    if field.type == "money":
        return _MONEY_WORDS
    return frozenset(folded(unit) for unit in (field.unit_en, field.unit_zh) if unit)


def choice_now(choice: Choice, choices: Iterable[Choice], *, is_same_playbook: bool) -> str | None:
    """The key of what a choice of before is now: within one playbook that of its key, else that of its words."""
    known = list(choices)
    if is_same_playbook and any(one.key == choice.key for one in known):
        return choice.key
    words = {folded(choice.en), folded(choice.zh)}
    alike = [one.key for one in known if words & {folded(one.en), folded(one.zh)}]
    return choice.key if choice.key in alike else next(iter(alike), None)
