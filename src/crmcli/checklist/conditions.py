"""Conditions on facts, as templates write them: `small-amount and not off-account`."""

import re
from collections.abc import Mapping

from crmcli.checklist.records import Party
from crmcli.checklist.template import Template
from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _


def terms_of(condition: str) -> list[tuple[str, bool]]:
    """The facts that a condition asks about, and what each must be. ValueRefused where it is no condition."""
    terms = []
    for term in re.split(r"\s+and\s+", condition.strip()) if condition.strip() else ():
        words = term.split()
        wanted = words[:1] != ["not"]
        words = words if wanted else words[1:]
        if len(words) != 1 or words[0] in ("and", "or", "not"):
            raise ValueRefused(
                _('the condition "{condition}" is not FACT, not FACT, or several with and'),
                condition=condition,
            )
        terms.append((words[0], wanted))
    return terms


def holds(condition: str, facts: Mapping[str, bool]) -> bool:
    """Whether a condition holds; the empty one does."""
    return all(facts.get(fact, False) == wanted for fact, wanted in terms_of(condition))


def facts_of(template: Template, holder: Party, said: Mapping[str, bool]) -> dict[str, bool]:
    """What holds of whoever hands in a list: as said, else as assumed, and what kind they are."""
    assumed = {name: fact.default for name, fact in template.facts.items()}
    return {**assumed, **said, "person": holder.kind == "person", "company": holder.kind == "company"}
