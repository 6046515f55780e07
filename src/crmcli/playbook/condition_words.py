"""A condition of a playbook in the words of the card, for whoever reads Chinese; English readers get it as written."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from crmcli.customer.fields import registry_with
from crmcli.customer.vocabulary import VOCABULARIES, labels
from crmcli.kit.errors import CrmError
from crmcli.kit.i18n import language
from crmcli.kit.storage.migrating import empty_book
from crmcli.kit.where import Fields
from crmcli.kit.where.parser import Joined, Not, Test, parse
from crmcli.policy.fields import CardDefinition

if TYPE_CHECKING:
    from crmcli.kit.where.parser import Node

_SIGNS = {"=": "为", "!=": "不为", "~": "含有", "in": "为"}


class ConditionWords:
    """Words conditions; what it cannot read it leaves as it is."""

    def __init__(self, card: CardDefinition) -> None:
        self._card = card
        self._fields: Fields | None = None

    def of(self, condition: str) -> str:
        """`status = negotiating` is 状态为正在谈判."""
        if language() != "zh":
            return condition
        if self._fields is None:
            self._fields = registry_with(self._card, empty_book(), date.max)
        try:
            return self._worded(parse(condition), self._fields)
        except CrmError:
            return condition

    def _worded(self, node: Node, fields: Fields) -> str:
        if isinstance(node, Test):
            return self._test(node, fields)
        if isinstance(node, Not):
            return f"非（{self._worded(node.part, fields)}）"
        return self._joined(node, fields)

    def _joined(self, node: Joined, fields: Fields) -> str:
        joint = "且" if node.joint == "and" else "或"
        parts = (self._worded(part, fields) for part in node.parts)
        inner = (isinstance(part, Joined) for part in node.parts)
        return joint.join(
            f"（{part}）" if is_joined else part for part, is_joined in zip(parts, inner, strict=True)
        )

    def _test(self, test: Test, fields: Fields) -> str:
        field = fields.find(test.field.text)
        label = field.label if field is not None else test.field.text
        if test.operator == "is":
            return f"{label}为空"
        stored = {} if field is None else field.words
        words = [self._word(test.field.text, stored.get(one.text, one.text)) for one in test.values]
        return f"{label}{_SIGNS.get(test.operator, f' {test.operator} ')}{'、'.join(words)}"

    def _word(self, name: str, stored: str) -> str:
        field = self._card.find(name)
        choices = {} if field is None else {choice.key: choice.label for choice in field.choices}
        known = labels(name) if name in VOCABULARIES else {}
        return choices.get(stored) or known.get(stored) or stored
