"""Which campaign is meant, who may be called on by one, and what it brought."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from crmcli.campaign.listing import CAMPAIGNS, Row, rows_by_key
from crmcli.customer.fields import customer_fields
from crmcli.kit.i18n import _
from crmcli.kit.text import fold
from crmcli.kit.where import compile_where


class Head(NamedTuple):
    """One campaign, without what is in it."""

    id: int
    name: str
    from_on: date
    to_on: date
    ended_on: date | None
    owner: str
    counts: tuple[str, ...]
    per_day: int | None


class Candidate(NamedTuple):
    """A customer who may become a member."""

    customer_id: int
    code: str
    name: str
    owner_id: int
    owner: str
    importance: str
    grade: str | None
    amount_fen: int | None


_HEADS = f"select id, name, from_on, to_on, ended_on, owner, counts, per_day from {CAMPAIGNS}"


def campaigns_called(book: sqlite3.Connection, typed: str) -> list[Head]:
    """The campaign of that name, else those whose name has it in it."""
    folded = fold(typed)
    part = folded.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    for test, value in (("= ?", folded), ("like ? escape '\\'", f"%{part}%")):
        query = (
            f"{_HEADS} where id in (select id from campaign where name_folded {test}) order by from_on, id"
        )
        found = [_head(row) for row in book.execute(query, (value,))] if folded else []
        if found:
            return found
    return []


def _head(row: Sequence[Any]) -> Head:
    campaign_id, name, first, last, ended, owner, counts, per_day = row
    first, last = date.fromisoformat(first), date.fromisoformat(last)
    ended_on = date.fromisoformat(ended) if ended else None
    return Head(campaign_id, name, first, last, ended_on, owner, tuple(counts.split()), per_day)


def campaign_names(book: sqlite3.Connection) -> list[str]:
    """All names, the latest campaign first."""
    return [name for (name,) in book.execute("select name from campaign order by from_on desc, id desc")]


_CANDIDATE = "id, code, name, owner_id, owner, importance, grade, amount_fen"


class LeftOut(NamedTuple):
    """How many customers fit a condition and are not called on."""

    archived: int
    scouts: int


def candidates_where(book: sqlite3.Connection, where: str, today: date) -> tuple[list[Candidate], LeftOut]:
    """The customers that fit, and who would but is left out. Raises UsageRefused for a wrong condition."""
    condition = compile_where(where, customer_fields(book, today), today)
    rows = book.execute(
        f"select {_CANDIDATE}, archived_on is not null, is_scout from customer_list l"
        f" where ({condition.sql}) order by code",
        condition.parameters,
    ).fetchall()
    kept = [Candidate(*row[:-2]) for row in rows if not any(row[-2:])]
    archived = sum(row[-2] for row in rows)
    return kept, LeftOut(archived, len(rows) - archived - len(kept))


def candidates_of(book: sqlite3.Connection, customer_ids: Iterable[int]) -> list[Candidate]:
    """The customers of these ids who are not archived and do not only scout us."""
    rows = book.execute(
        f"select {_CANDIDATE} from customer_list where archived_on is null and not is_scout"
        " and id in (select value from json_each(?)) order by code",
        (_array(customer_ids),),
    )
    return [Candidate(*row) for row in rows]


def _array(ids: Iterable[int]) -> str:
    return f"[{', '.join(map(str, ids))}]"


def days_taken(book: sqlite3.Connection, owner_id: int) -> Counter[date]:
    """How many members of running campaigns a person has on each day already."""
    rows = book.execute(
        "select planned_on, count(*) from campaign_member_list where state = 'open' and owner_id = ?"
        " group by planned_on",
        (owner_id,),
    )
    return Counter({date.fromisoformat(day): count for day, count in rows})


def member_ids(book: sqlite3.Connection, campaign_id: int) -> set[int]:
    """The customers who are members now."""
    query = "select customer_id from campaign_member where campaign_id = ? and dropped_on is null"
    return {one for (one,) in book.execute(query, (campaign_id,))}


def to_clean(
    book: sqlite3.Connection, ids: Sequence[int], silent_since: date, today: date
) -> Mapping[str, list[str]]:
    """What a list of customers needs before one calls on them: kind of fault to a line for each."""
    found: dict[str, list[str]] = {}
    for fault, query in _FAULTS.items():
        values = {"ids": _array(ids), "silent_since": silent_since.isoformat(), "today": today.isoformat()}
        lines = [_told(row) for row in book.execute(query, values)]
        if lines:
            found[fault] = lines
    return found


def _told(row: Sequence[Any]) -> str:
    code, name, *more = row
    return (
        f"{name} ({code})"
        + (f" = {more[1]} ({more[0]})" if len(more) == 2 else "")
        + (f": {more[0]}" if len(more) == 1 and more[0] else "")
    )


_OF_THE_LIST = "c.id in (select value from json_each(:ids))"
_TWO = (
    "select distinct a.code, a.name, b.code, b.name from customer a join customer b on a.id <> b.id"
    " and a.archived_on is null and b.archived_on is null"
    " and instr(';' || coalesce(a.duplicate_accepted_of, '') || ';', ';' || b.code || ';') = 0"
    " and instr(';' || coalesce(b.duplicate_accepted_of, '') || ';', ';' || a.code || ';') = 0"
    " where a.id in (select value from json_each(:ids))"
    " and (a.id < b.id or b.id not in (select value from json_each(:ids))) and b.id in ({same}) order by a.code, b.code"
)
_SAME = " union ".join(
    (
        "select p.customer_id from customer_phone p join customer_phone q on q.number = p.number"
        " where q.customer_id = a.id and q.kind = 'mobile' and p.kind = 'mobile'",
        "select d.id from customer d where d.id_number = a.id_number",
        "select d.id from customer d where d.licence_number = a.licence_number",
        "select d.id from customer d where d.name_folded = a.name_folded",
    )
)
_FAULTS = {
    "no_phone": f"select c.code, c.name from customer c where {_OF_THE_LIST}"
    " and not exists (select 1 from customer_phone p where p.customer_id = c.id) order by c.code",
    "silent": "select c.code, c.name, coalesce(c.last_contact_on, '') from customer c"
    f" where {_OF_THE_LIST} and coalesce(c.last_contact_on, c.registered_on) < :silent_since order by c.code",
    "twice": _TWO.format(same=_SAME),
    "owner_left": "select c.code, c.name, s.name from customer c join staff s on s.id = c.owner_id"
    f" where {_OF_THE_LIST} and s.left_on is not null and s.left_on <= :today order by c.code",
    "elsewhere": "select c.code, c.name, m.campaign from campaign_member_list m join customer c on c.id = m.customer_id"
    f" where {_OF_THE_LIST} and m.state = 'open' order by c.code, m.campaign",
}


def fault_labels() -> dict[str, str]:
    """What each fault of a list is called; `{count}` is how many have it."""
    return {
        "no_phone": _("{count} without a phone"),
        "silent": _("{count} not contacted for over a year"),
        "twice": _("{count} that may be there twice"),
        "owner_left": _("{count} whose owner has left"),
        "elsewhere": _("{count} in another running campaign"),
    }


class Gain(NamedTuple):
    """What a campaign brought in a period: deals won, and every change of a grade of a member."""

    deals: list[Row]
    changes: list[Row]


def gains(book: sqlite3.Connection, campaign_id: int, first: date, last: date) -> Gain:
    """The deals that members closed with us, and the moves of their grades, both ends of the period included."""
    days = (campaign_id, first.isoformat(), last.isoformat())
    deals = rows_by_key(
        book,
        "select c.code, c.name, s.name as owner, d.amount_fen, d.closed_on from deal d"
        " join customer c on c.id = d.customer_id"
        " join staff s on s.id = c.owner_id join campaign_member m on m.customer_id = d.customer_id"
        " where m.campaign_id = ? and m.dropped_on is null and d.outcome = 'won' and d.closed_on between ? and ?"
        " order by d.closed_on, d.id",
        *days,
    )
    changes = rows_by_key(
        book,
        "select c.code, c.name, g.from_grade, g.to_grade, g.changed_on, s.name as by from grade_change g"
        " join customer c on c.id = g.customer_id join staff s on s.id = g.by_id"
        " join campaign_member m on m.customer_id = g.customer_id"
        " where m.campaign_id = ? and m.dropped_on is null and g.changed_on between ? and ?"
        " order by g.changed_on, g.id",
        *days,
    )
    return Gain(deals, changes)
