"""What a playbook says of promises, complaints and marks (docs/rules.md#promises-and-complaints)."""

from __future__ import annotations

from types import MappingProxyType

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import NamedTuple
else:
    from crmcli.kit.named import NamedTuple

# Days until something owed is due where nobody named a day: a complaint is answered at once.
USUAL_DUE_DAYS = {"promise": 7, "complaint": 1, "suggestion": 7, "message": 1}
USUAL_AHEAD_DAYS = 7
USUAL_LOW_MARK = 2


class PromiseRules(NamedTuple):
    """By when something owed is due, how long before it is in the list, and from which mark down one is low."""

    due_days: Mapping[str, int] = MappingProxyType(USUAL_DUE_DAYS)
    ahead_days: int = USUAL_AHEAD_DAYS
    low_mark: int = USUAL_LOW_MARK


def promise_rules(values: Mapping[str, str]) -> PromiseRules:
    """The rules from the stored values of the policy."""
    return PromiseRules(
        {kind: int(values.get(f"due_days.{kind}", days)) for kind, days in USUAL_DUE_DAYS.items()},
        int(values.get("promises_ahead_days", USUAL_AHEAD_DAYS)),
        int(values.get("low_mark", USUAL_LOW_MARK)),
    )
