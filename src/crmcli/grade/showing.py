"""One customer's grade: given, suggested, its rhythm and history."""

import sqlite3
from datetime import date

from crmcli.customer.queries import Match
from crmcli.grade.rules import rhythm, suggest_grade
from crmcli.kit.cadence import describe_cadence
from crmcli.kit.formats import Block, Column, Field, Listing, Record
from crmcli.kit.i18n import _
from crmcli.policy.queries import policy_in_force

_HISTORY_KEYS = ("changed_on", "from_grade", "to_grade", "suggested", "reason", "by")


def grade_record(book: sqlite3.Connection, match: Match, today: date) -> Record:
    """The grade, the suggestion and why, the rhythm, and every change so far."""
    policy = policy_in_force(book)
    need, close, status, next_on = book.execute(
        "select need, expected_close_on, status, next_follow_up_on from customer_list where id = ?",
        (match.customer_id,),
    ).fetchone()
    suggestion = suggest_grade(policy, need, date.fromisoformat(close) if close else None, today)
    cadence = rhythm(policy, match.grade, status)
    history = book.execute(
        f"select {', '.join(_HISTORY_KEYS)} from grade_change_list where customer_id = ? order by id desc",
        (match.customer_id,),
    ).fetchall()
    mapping = {
        "code": match.code,
        "name": match.name,
        "grade": match.grade,
        "suggested": suggestion.letter,
        "why": suggestion.reason,
        "agrees": None in (suggestion.letter, match.grade) or suggestion.letter == match.grade,
        "cadence": str(cadence) if cadence else None,
        "next_follow_up_on": next_on,
        "grade_changes": [dict(zip(_HISTORY_KEYS, row, strict=True)) for row in history],
    }
    meaning = policy.grade(match.grade).meaning if match.grade in policy.letters else ""
    disagrees = _("differs from the given grade") if not mapping["agrees"] else ""
    return Record(
        mapping,
        [
            Block(
                f"{match.name}  {match.code}",
                [
                    Field(_("Grade"), f"{match.grade}  {meaning}" if match.grade else _("none yet")),
                    Field(_("Suggested"), f"{suggestion.letter or '-'}  {suggestion.why}"),
                    Field("", disagrees),
                    Field(_("Rhythm"), describe_cadence(cadence) if cadence else None),
                    Field(_("Next follow-up"), next_on, "date"),
                ],
            ),
            Block(_("Grades"), _history(history)),
        ],
    )


def _history(rows: list[tuple[object, ...]]) -> Listing:
    columns = [
        Column("changed_on", _("Date"), "date"),
        Column("from_grade", _("From")),
        Column("to_grade", _("To")),
        Column("suggested", _("Suggested")),
        Column("reason", _("Reason"), line=2),
        Column("by", _("By")),
    ]
    return Listing(columns, rows)
