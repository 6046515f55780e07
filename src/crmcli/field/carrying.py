"""A value stored under one definition, read under another: what it becomes there, if that takes it."""

from __future__ import annotations

from crmcli.field.types import Typing, type_of
from crmcli.kit.errors import CrmError
from crmcli.policy.fields import FieldDefinition
from crmcli.policy.succession import Succession, choice_now, has_secrecy_of, is_same_unit

_CHOICES = ("choice", "choices")
_COUNTED = ("number", "money")
_DAYS = ("date", "lunar_date")
_SHOWN = ("choice", "number", "money", "phone")  # what reads better, and back, in the words of its definition


def carried(value: str, change: Succession, typing: Typing) -> list[str]:
    """The canonical values that a stored one becomes under the new definition; none where that does not take it."""
    old, new = change.old, change.new
    if new is None or new.card_column is not None or new.computed_from is not None:
        return []
    if not has_secrecy_of(old, new, is_same_playbook=change.is_same_playbook):
        return []
    if old.playbook and old.type != new.type and not change.is_same_playbook:
        return _to_the_letter(value, old, new, typing)
    if "records" in (old.type, new.type) or (old.type == "file") != (new.type == "file"):
        return []
    if old.type in _CHOICES and new.type in _CHOICES:
        return _chosen(value, change)
    if not _may_become(old, new, is_same_playbook=change.is_same_playbook):
        return []
    if old.type == new.type and type_of(old).fits(value, old, typing):
        return [value]  # what its bounds refuse now stands as it is
    try:
        return type_of(new).parse(_words(value, old, new), new, typing)
    except CrmError:
        return []


def _to_the_letter(value: str, old: FieldDefinition, new: FieldDefinition, typing: Typing) -> list[str]:
    """A value of another type in another playbook: only what is written the same in both, so that it can come back.

    Neither a number, which has a unit, nor what stands for other words.
    """
    if {old.type, new.type} & {*_CHOICES, *_COUNTED, "records", "file"}:
        return []
    try:
        return [value] if type_of(new).parse(value, new, typing) == [value] else []
    except CrmError:
        return []


def _chosen(value: str, change: Succession) -> list[str]:
    assert change.new is not None
    chosen = next((one for one in change.old.choices if one.key == value), None)
    if chosen is None:
        return []
    key = choice_now(chosen, change.new.choices, is_same_playbook=change.is_same_playbook)
    return [] if key is None else [key]


def _may_become(old: FieldDefinition, new: FieldDefinition, *, is_same_playbook: bool) -> bool:
    """Whether the words of one type can mean the same as another: no number is a day, no lunar day a solar one."""
    if old.type in _COUNTED and new.type in _COUNTED:
        return (is_same_playbook and old.type == new.type) or is_same_unit(old, new)
    if new.type in _DAYS and old.type in (*_COUNTED, *_DAYS):
        return old.type == new.type
    return old.type != "choices"


def _words(value: str, old: FieldDefinition, new: FieldDefinition) -> str:
    if new.type in _COUNTED and old.type in _COUNTED:
        return value
    return type_of(old).show(value, old) if old.type in _SHOWN else value
