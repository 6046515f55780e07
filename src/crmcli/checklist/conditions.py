"""Conditions on facts, as templates write them: `small-amount and not off-account`."""

from collections.abc import Mapping

from crmcli.checklist.records import Party
from crmcli.checklist.template import Template
from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _


def facts_in(condition: str) -> list[str]:
    """The facts that a condition asks about: `small-amount and not off-account`. ValueRefused where it is none."""
    facts = []
    for term in condition.split(" and ") if condition else ():
        words = term.split()
        if len(words) == 2 and words[0] == "not":
            words = words[1:]
        if len(words) != 1 or words[0] in ("and", "or", "not"):
            raise ValueRefused(
                _('the condition "{condition}" is not FACT, not FACT, or several with and'),
                condition=condition,
            )
        facts.append(words[0])
    return facts


def holds(condition: str, facts: Mapping[str, bool]) -> bool:
    """Whether a condition holds; the empty one does."""
    return all(
        facts.get(term.removeprefix("not ").strip(), False) != term.strip().startswith("not ")
        for term in (condition.split(" and ") if condition else ())
    )


def facts_of(template: Template, holder: Party, said: Mapping[str, bool]) -> dict[str, bool]:
    """What holds of whoever hands in a list: as said, else as assumed, and what kind they are."""
    assumed = {name: fact.default for name, fact in template.facts.items()}
    return {**assumed, **said, "person": holder.kind == "person", "company": holder.kind == "company"}
