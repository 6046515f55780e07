"""Who may say yes, and what a yes may still do. Rules: docs/rules.md#approvals."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from crmcli.kit.errors import ApprovalNeeded, RuleRefused
from crmcli.kit.i18n import _
from crmcli.staff.rules import at_least


class Person(NamedTuple):
    """Somebody who works here, as far as approvals ask."""

    id: int
    name: str
    role: str
    branch: str | None
    supervisor_id: int | None


def approver_for(asker: Person, staff: Sequence[Person], needed: str) -> Person | None:
    """In whose due list a request stands: the nearest above who may, else by branch and role; never oneself."""
    able = [one for one in staff if one.id != asker.id and at_least(one.role, needed)]
    if not able:
        return None

    above = chain_above(asker, staff)

    def distance(one: Person) -> tuple[int, bool, bool, str]:
        return (
            above.index(one.id) if one.id in above else len(above),
            asker.branch is None or one.branch != asker.branch,
            one.role != needed,
            one.name,
        )

    return min(able, key=distance)


def chain_above(one: Person, staff: Sequence[Person]) -> list[int]:
    """One's supervisor, that one's supervisor, and so on."""
    by_id = {each.id: each for each in staff}
    chain: list[int] = []
    number = one.supervisor_id
    while number is not None and number not in chain:
        chain.append(number)
        number = by_id[number].supervisor_id if number in by_id else None
    return chain


def check_pending(number: int, state: str) -> None:
    """A request is decided once. Raises RuleRefused."""
    words = {"granted": _("granted"), "refused": _("refused"), "withdrawn": _("withdrawn")}
    if state != "pending":
        raise RuleRefused(
            _("Approval {number} is {state} already; nothing was changed."), number=number, state=words[state]
        )


def check_may_decide(number: int, decider: Person, asker_id: int, needed: str) -> None:
    """Another person with the right role. Raises ApprovalNeeded."""
    if decider.id == asker_id:
        raise ApprovalNeeded(
            _("{name} asked for approval {number}; somebody else has to decide it."),
            name=decider.name,
            number=number,
        )
    if not at_least(decider.role, needed):
        roles = {"supervisor": _("a supervisor or manager"), "manager": _("a manager")}
        raise ApprovalNeeded(
            _("Approval {number} needs {role}; {name} is none."),
            number=number,
            role=roles[needed],
            name=decider.name,
        )


def moved_facts(asked: Mapping[str, object], now: Mapping[str, object]) -> list[str]:
    """The facts that no longer hold, by name."""
    return [name for name, value in asked.items() if now.get(name) != value]
