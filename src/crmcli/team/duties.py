"""What the rules of a team make due (docs/rules.md#team-rules)."""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from crmcli.duty.service import DutyRow
from crmcli.duty.sources import Range
from crmcli.kit.i18n import _, in_both_languages
from crmcli.policy.queries import policy_in_force
from crmcli.team.rules import end_of_next_quarter, quarter_of

QUARTER_NOTICE_DAYS = 14
SECOND_HOLDER_DAYS = 7
_OPEN = "c.archived_on is null and c.status in ('potential', 'negotiating')"
# Contacts with a record count; a deal is one.
_LAST_CALLED_ON = """
select c.id, c.owner_id, max(
  coalesce((select max(contact_on) from visit v where v.customer_id = c.id and v.summary <> ''), ''),
  coalesce((select max(closed_on) from deal d where d.customer_id = c.id), ''))
from customer c where c.id between ? and ? and c.archived_on is null and c.status = 'won'
"""
_LAST_REVIEWED_ON = """
select c.id, c.owner_id, c.grade, max(c.registered_on,
  coalesce((select max(changed_on) from grade_change g where g.customer_id = c.id), ''),
  coalesce((select max(reviewed_on) from grade_review r where r.customer_id = c.id), ''),
  coalesce((select max(contact_on) from visit v where v.customer_id = c.id and v.grade_reconsidered), ''))
from customer c where c.id between ? and ? and c.archived_on is null and c.grade is not null
"""
_HELD_BY_ONE = f"""
select c.id, c.owner_id, c.registered_on from customer c where c.id between ? and ? and {_OPEN}
  and coalesce(c.importance_set, case when c.amount_fen >= ? then 'key' end) = 'key'
  and not exists (select 1 from customer_holder h where h.customer_id = c.id and h.staff_id <> c.owner_id)
"""
_NOT_TOLD = """
select h.customer_id, h.to_id, s.name, h.handed_on, h.tell_by_on from handover h join staff s on s.id = h.from_id
where h.customer_id between ? and ?
  and h.id = (select max(id) from handover l where l.customer_id = h.customer_id)
  and exists (select 1 from customer c where c.id = h.customer_id and c.owner_id = h.to_id)
  and not exists (select 1 from visit v where v.customer_id = h.customer_id and v.by_id = h.to_id
    and v.contact_on >= h.handed_on)
"""


def quarterly_visits(book: sqlite3.Connection, ranges: Sequence[Range]) -> Iterator[DutyRow]:
    """Customers already sold to, by the end of the quarter after the last contact with a record."""
    team = policy_in_force(book).team
    if team.mode("quarterly_visit") != "due":
        return
    en, zh = in_both_languages(lambda: _("has bought: to be called on this quarter, with a record"))
    for customer_id, owner_id, last_on in _rows(book, _LAST_CALLED_ON, ranges):
        if last_on:
            yield _by_quarter("quarterly_visit", owner_id, last_on, team.since, (en, zh), customer_id)


def grade_reviews(book: sqlite3.Connection, ranges: Sequence[Range]) -> Iterator[DutyRow]:
    """Every grade, by the end of the quarter after it was last given, kept knowingly, or reviewed."""
    team = policy_in_force(book).team
    if team.mode("grade_review") != "due":
        return
    for customer_id, owner_id, grade, last_on in _rows(book, _LAST_REVIEWED_ON, ranges):
        en, zh = in_both_languages(lambda: _("quarterly review: is it still {grade}?").format(grade=grade))  # noqa: B023
        yield _by_quarter("review", owner_id, last_on, team.since, (en, zh), customer_id)


def second_holders(book: sqlite3.Connection, ranges: Sequence[Range]) -> Iterator[DutyRow]:
    """Key prospects whom only one person holds, a week after registration."""
    policy = policy_in_force(book)
    if policy.team.mode("key_by_two") != "due":
        return
    en, zh = in_both_languages(lambda: _("a key prospect: a second one is to hold it too"))
    for ids in ranges:
        for customer_id, owner_id, registered_on in book.execute(_HELD_BY_ONE, (*ids, policy.key_amount_fen)):
            since = max(registered_on, policy.team.since or "")
            due_on = (date.fromisoformat(since) + timedelta(days=SECOND_HOLDER_DAYS)).isoformat()
            yield DutyRow("key_by_two", owner_id, since, due_on, "key_by_two", en, zh, customer_id)


def untold_handovers(book: sqlite3.Connection, ranges: Sequence[Range]) -> Iterator[DutyRow]:
    """Customers who have not heard yet that somebody else looks after them."""
    for customer_id, owner_id, before, handed_on, tell_by_on in _rows(book, _NOT_TOLD, ranges):
        en, zh = in_both_languages(lambda: _("tell that you take over from {name}").format(name=before))  # noqa: B023
        yield DutyRow("handover", owner_id, handed_on, tell_by_on, "handover", en, zh, customer_id)


def _rows(book: sqlite3.Connection, query: str, ranges: Sequence[Range]) -> Iterator[tuple[Any, ...]]:
    for ids in ranges:
        yield from book.execute(query, ids)


def _by_quarter(
    kind: str, owner_id: int, last_on: str, since: str | None, words: tuple[str, str], customer_id: int
) -> DutyRow:
    """Due by the end of the next quarter; of the one in which the rules began at the earliest."""
    due_on = end_of_next_quarter(date.fromisoformat(last_on))
    if since is not None:
        due_on = max(due_on, quarter_of(date.fromisoformat(since))[1])
    visible_on = due_on - timedelta(days=QUARTER_NOTICE_DAYS)
    return DutyRow(kind, owner_id, str(visible_on), str(due_on), kind, *words, customer_id)
