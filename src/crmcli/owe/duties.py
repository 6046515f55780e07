"""What is owed, in the due list: an item for each customer, kind and person (docs/rules.md#promises-and-complaints)."""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from crmcli.duty.service import DutyRow
from crmcli.duty.sources import Range
from crmcli.kit.i18n import _, in_both_languages
from crmcli.owe.rules import MUST_BE_TOLD, Steps, visible_on
from crmcli.owe.wording import step_words
from crmcli.policy.queries import policy_in_force

_OPEN = """
select o.customer_id, coalesce(o.owner_id, c.owner_id), o.ref, o.kind, o.opened_on, o.due_on, o.answered_on,
  o.expected_on, o.told_on, o.text, o.by_customer, o.department
from owed o join customer c on c.id = o.customer_id
where o.closed_on is null and o.customer_id between ? and ? order by o.customer_id, o.id
"""


class _Item(NamedTuple):
    steps: Steps
    text: str
    by_customer: bool
    department: str | None


def owed_duties(book: sqlite3.Connection, ranges: Sequence[Range]) -> Iterator[DutyRow]:
    """Complaints and suggestions wait for an answer and are one kind; promises and messages are to be done."""
    ahead_days = policy_in_force(book).promises.ahead_days
    for ids in ranges:
        groups: dict[tuple[int, str, int], list[_Item]] = {}
        for customer_id, owner_id, ref, kind, *days, text, by_customer, department in book.execute(
            _OPEN, ids
        ):
            item = _Item(_steps(ref, kind, days), text, bool(by_customer), department)
            duty = "complaint" if kind in MUST_BE_TOLD else "promise"
            groups.setdefault((customer_id, duty, owner_id), []).append(item)
        for (customer_id, duty, owner_id), items in groups.items():
            yield _row(customer_id, duty, owner_id, items, ahead_days)


def _steps(ref: str, kind: str, days: Sequence[str | None]) -> Steps:
    opened_on, due_on, answered_on, expected_on, told_on = (
        date.fromisoformat(day) if day else None for day in days
    )
    assert opened_on is not None
    assert due_on is not None
    return Steps(ref, kind, opened_on, due_on, answered_on, expected_on, told_on)


def _row(customer_id: int, duty: str, owner_id: int, items: Sequence[_Item], ahead_days: int) -> DutyRow:
    items = sorted(items, key=lambda item: (item.steps.next_due_on, item.steps.ref))
    en, zh = in_both_languages(
        lambda: _("; ").join(
            step_words(item.steps, item.text, by_customer=item.by_customer, department=item.department)
            for item in items
        )
    )
    visible = min(visible_on(item.steps, ahead_days) for item in items)
    title = "; ".join(" ".join(item.text.split()) for item in items)
    return DutyRow(
        duty,
        owner_id,
        visible.isoformat(),
        items[0].steps.next_due_on.isoformat(),
        title,
        en,
        zh,
        customer_id,
    )
