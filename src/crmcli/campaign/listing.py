"""Campaigns, whom they call on, what was said and what is done about it: as rows, by key.

What is selected stands here and not among the views of the book, which are read at every start
(docs/decisions/0035-few-views.md).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

Row = dict[str, Any]

HEAD_KEYS = (
    *("id", "name", "from_on", "to_on", "goal", "focus", "owner", "counts", "per_day", "chosen_by", "started_at"),
    *("ended_on", "result", "members", "done", "opinions", "improvements", "improvements_open"),
)  # fmt: skip
MEMBER_KEYS = (
    *("code", "name", "grade", "owner", "planned_on", "goal", "focus", "state", "done_on", "done_by", "result"),
    *("dropped_on", "dropped_reason", "grade_at_start"),
)  # fmt: skip
OPINION_KEYS = ("number", "code", "name", "kind", "text", "said_on", "by", "improvements")
IMPROVEMENT_KEYS = ("number", "text", "owner", "opened_on", "due_on", "done_on", "result", "opinions")

CAMPAIGNS = "(select k.*, o.name as owner from campaign k join staff o on o.id = k.owner_id)"
# `members` are those who were not dropped.
_WITH_NUMBERS = f"""(
select h.*,
  (select count(*) from campaign_member_list m where m.campaign_id = h.id and m.state <> 'dropped') as members,
  (select count(*) from campaign_member_list m where m.campaign_id = h.id and m.state = 'done') as done,
  (select count(*) from campaign_opinion p where p.campaign_id = h.id) as opinions,
  (select count(*) from campaign_improvement i where i.campaign_id = h.id) as improvements,
  (select count(*) from campaign_improvement i where i.campaign_id = h.id and i.done_on is null) as improvements_open
from {CAMPAIGNS} h)
"""
# With which grade the first day began; of customers who came later, their first one.
_WITH_FIRST_GRADE = """(
select m.*,
  case when exists (select 1 from grade_change g where g.customer_id = m.customer_id and g.changed_on < m.from_on)
    then (select g.to_grade from grade_change g where g.customer_id = m.customer_id and g.changed_on < m.from_on
      order by g.changed_on desc, g.id desc limit 1)
    when exists (select 1 from grade_change g where g.customer_id = m.customer_id)
    then (select coalesce(g.from_grade, g.to_grade) from grade_change g where g.customer_id = m.customer_id
      order by g.changed_on, g.id limit 1)
    else m.grade end as grade_at_start
from campaign_member_list m)
"""
# What customers said of us; `improvements` are the numbers of what follows from it.
OPINIONS = """(
select p.id, p.campaign_id, p.number, c.code, c.name, p.kind, p.text, p.said_on, s.name as by,
  (select group_concat(number, ';') from (select i.number from campaign_reason r
    join campaign_improvement i on i.id = r.improvement_id where r.opinion_id = p.id order by i.number)) as improvements
from campaign_opinion p join customer c on c.id = p.customer_id join staff s on s.id = p.by_id)
"""
# What is done about it; `opinions` are the numbers of those it follows from.
IMPROVEMENTS = """(
select i.id, i.campaign_id, k.name as campaign, i.number, i.text, i.owner_id, s.name as owner, i.opened_on, i.due_on,
  i.done_on, i.result, (select group_concat(number, ';') from (select p.number from campaign_reason r
    join campaign_opinion p on p.id = r.opinion_id where r.improvement_id = i.id order by p.number)) as opinions
from campaign_improvement i join campaign k on k.id = i.campaign_id join staff s on s.id = i.owner_id)
"""


def campaign_rows(book: sqlite3.Connection, *, everything: bool) -> list[Row]:
    """Campaigns with their numbers, running ones first where all are asked for."""
    test = "1" if everything else "ended_on is null"
    keys = ", ".join(HEAD_KEYS)
    return rows_by_key(
        book, f"select {keys} from {_WITH_NUMBERS} where {test} order by ended_on is not null, from_on, id"
    )


def campaign_row(book: sqlite3.Connection, campaign_id: int) -> Row:
    """One campaign with its numbers."""
    query = f"select {', '.join(HEAD_KEYS)} from {_WITH_NUMBERS} where id = ?"
    return rows_by_key(book, query, campaign_id)[0]


def member_rows(book: sqlite3.Connection, campaign_id: int) -> list[Row]:
    """Everybody who is or was a member: by day, then by grade."""
    keys = ", ".join(("customer_id", *MEMBER_KEYS))
    order = "planned_on, grade is null, grade, code"
    query = f"select {keys} from {_WITH_FIRST_GRADE} where campaign_id = ? order by {order}"
    return rows_by_key(book, query, campaign_id)


def opinion_rows(book: sqlite3.Connection, campaign_id: int, kinds: Sequence[str] = ()) -> list[Row]:
    """What customers said, as it came; `improvements` are numbers."""
    rows = _numbered(book, OPINION_KEYS, OPINIONS, campaign_id, "improvements")
    return [row for row in rows if not kinds or row["kind"] in kinds]


def improvement_rows(book: sqlite3.Connection, campaign_id: int) -> list[Row]:
    """What is done about it; `opinions` are numbers."""
    return _numbered(book, IMPROVEMENT_KEYS, IMPROVEMENTS, campaign_id, "opinions")


def _numbered(
    book: sqlite3.Connection, keys: Sequence[str], relation: str, campaign_id: int, joined: str
) -> list[Row]:
    query = f"select {', '.join(keys)} from {relation} where campaign_id = ? order by number"
    rows = rows_by_key(book, query, campaign_id)
    for row in rows:
        row[joined] = [int(number) for number in (row[joined] or "").split(";") if number]
    return rows


def rows_by_key(book: sqlite3.Connection, query: str, *values: object) -> list[Row]:
    """What a question is answered, each row by the names of its columns."""
    cursor = book.execute(query, values)
    keys = [column[0] for column in cursor.description]
    return [dict(zip(keys, row, strict=True)) for row in cursor]
