"""What the playbook in force says of reports: quotas and coaching. Source of the rules: docs/rules.md#reports."""

from __future__ import annotations

from types import MappingProxyType

from crmcli.kit.i18n import language

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from typing import NamedTuple
else:
    from crmcli.kit.named import NamedTuple

KEY = "reports"  # of the value in which the book has it all, as JSON


class ReportPolicy(NamedTuple):
    """None and nothing where the playbook does not say: numbers that the source has lost are never made up.

    `coaching_kinds` are names of kinds 2 to 7, in both languages, by number.
    """

    accompany_days: int | None = None  # a month, each supervisor with each salesperson
    least_customers: int | None = None  # of a salesperson
    least_in_grade: Mapping[str, int] = MappingProxyType({})
    coaching_kinds: Mapping[int, Mapping[str, str]] = MappingProxyType({})

    def coaching_kind(self, kind: int) -> str | None:
        """What the playbook calls a kind of coaching, in the language in force."""
        return self.coaching_kinds.get(kind, {}).get(language())


def report_policy_in_force(book: sqlite3.Connection) -> ReportPolicy:
    """As the book has it."""
    found = book.execute("select value from policy_value where key = ?", (KEY,)).fetchone()
    if found is None:
        return ReportPolicy()
    import json

    told = json.loads(found[0])
    kinds = {one["kind"]: one["name"] for one in told["coaching_kind"]}
    return ReportPolicy(told["accompany_days"], told["least_customers"], told["least_in_grade"], kinds)
