"""The approver's due list: what waits for a yes (docs/rules.md#approvals)."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from itertools import groupby

from crmcli.approval.wording import asked_words, fact_words
from crmcli.duty.service import DutyRow
from crmcli.duty.sources import Range
from crmcli.kit.i18n import _, in_both_languages
from crmcli.policy.queries import policy_in_force

_PENDING = """
select a.customer_id, coalesce(a.approver_id, a.asked_by_id), a.id, a.kind, a.asked, a.reason, s.name,
  substr(a.asked_at, 1, 10), case
    when json_type(a.facts, '$.grade') is not null and json_extract(a.facts, '$.grade') is not c.grade then 'grade'
    when json_type(a.facts, '$.name') is not null and json_extract(a.facts, '$.name') is not c.name then 'name' end
from approval a join staff s on s.id = a.asked_by_id left join customer c on c.id = a.customer_id
where a.state = 'pending' and {which} between ? and ? order by a.customer_id, 2, a.id
"""
_OF_CUSTOMERS = _PENDING.format(which="a.customer_id")
_OF_MANY = _PENDING.format(which="a.customer_id is null and a.id")


def approval_duties(book: sqlite3.Connection, ranges: Sequence[Range]) -> Iterator[DutyRow]:
    """An item for each customer and approver: everything that waits there, while the team's rules ask for it."""
    if not policy_in_force(book).team.modes:
        return
    for ids in ranges:
        rows = book.execute(_OF_CUSTOMERS, ids).fetchall()
        for (customer_id, owner_id), group in groupby(rows, lambda row: row[:2]):
            waiting = list(group)
            en, zh = in_both_languages(lambda: "; ".join(_words(row) for row in waiting))  # noqa: B023
            asked_on = min(row[7] for row in waiting)
            yield DutyRow("approval", owner_id, asked_on, asked_on, "approval", en, zh, customer_id)


def approvals_of_many(book: sqlite3.Connection, ranges: Sequence[Range]) -> Iterator[DutyRow]:
    """An item for each request that is about no single customer."""
    if not policy_in_force(book).team.modes:
        return
    for ids in ranges:
        for row in book.execute(_OF_MANY, ids).fetchall():
            _customer, owner_id, number, _kind, _asked, _reason, asker, asked_on, _moved = row
            en, zh = in_both_languages(lambda: _words(row))  # noqa: B023
            yield DutyRow(
                "approval",
                owner_id,
                asked_on,
                asked_on,
                "approval",
                en,
                zh,
                None,
                number,
                f"#{number}",
                asker,
            )


def _words(row: Sequence[str]) -> str:
    _customer, _owner, number, kind, asked, reason, asker, _asked_on, moved = row
    what = asked_words(kind, json.loads(asked))
    because = f"{_(': ')}{reason}" if reason else ""
    words = _("approval {number}: {what} ({asker}{because})").format(
        number=number, what=what, asker=asker, because=because
    )
    if moved is None:
        return words
    return words + _("; has changed since ({fact}): refuse it").format(fact=fact_words(moved))
