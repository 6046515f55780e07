"""The due list in words: columns for machines, and a calm list for people."""

from __future__ import annotations

from crmcli.due.arms import (
    CODE,
    DAYS_OVERDUE,
    DUE_ON,
    GRADE,
    KIND,
    LAST_CONTACT_ON,
    LAST_SUMMARY,
    NAME,
    NAME_ZH,
    OWNER,
    PHONE,
    TITLE,
    WORDS_EN,
    WORDS_ZH,
    has_deadline,
)
from crmcli.kit.dates import describe_date, short_date
from crmcli.kit.days import date
from crmcli.kit.formats import Column, Listing
from crmcli.kit.i18n import _, language

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

VERY_LATE_DAYS = 30
SUMMARY_CHARACTERS = 40


def people_listing(
    rows: Sequence[Any],
    today: date,
    *,
    owners: bool,
    narrowed: bool = False,
    headings: Mapping[str, str] | None = None,
) -> Listing:
    """Sections by lateness, coloured by it; a customer's items together. `headings`: of kinds apart."""
    own = headings or {}
    columns = [
        Column("grade", _("Grade"), once=True, style=True),
        Column("name", _("Customer"), once=True, style=True),
        Column("code", _("Code"), once=True),
        Column("phone", _("Phone"), "phone", once=True),
        Column("due", _("Due"), style=True),
        *([Column("owner", _("Owner"), once=True)] if owners else []),
        Column("topic", _("Topic"), line=2),
    ]
    return Listing(
        columns,
        [_people_row(row, today, owners, own) for row in _grouped(rows, own)],
        section=lambda row: row[-1],
        style=lambda row: row[-2],
        group=lambda row: row[2],
        empty=_("Nothing of that is due.") if narrowed else _("Nothing is due. Well done."),
    )


def _grouped(rows: Sequence[Any], headings: Mapping[str, str]) -> list[Any]:
    """The rows with each customer's items of one section directly after one another."""
    groups: dict[tuple[str | None, bool, bool, str], list[Any]] = {}
    for row in rows:
        late = row[DAYS_OVERDUE]
        groups.setdefault((headings.get(row[KIND]), late > 0, late == 0, row[CODE]), []).append(row)
    return [row for group in groups.values() for row in group]


def _people_row(row: Any, today: date, owners: bool, headings: Mapping[str, str]) -> tuple[Any, ...]:
    """One row for people; behind the columns stand its style and its section."""
    late = row[DAYS_OVERDUE]
    cells = (row[GRADE] or "-", shown_name(row), row[CODE], row[PHONE], _due(row, today))
    return (
        *cells,
        *((row[OWNER],) if owners else ()),
        _topic(row, today),
        _style(late),
        headings.get(row[KIND]) or _section(late, today),
    )


def shown_name(row: Any) -> str:
    """Whom or what an item is about, in the language of this run."""
    return str(row[NAME_ZH] if row[NAME_ZH] is not None and language() == "zh" else row[NAME])


def _section(late: int, today: date) -> str:
    if late > 0:
        return _("Overdue")
    return _("Today {day}").format(day=describe_date(today)) if late == 0 else _("Later")


def _style(late: int) -> str:
    if late > VERY_LATE_DAYS:
        return "bold red"
    if late > 0:
        return "red"
    return "yellow" if late == 0 else ""


def _due(row: Any, today: date) -> str:
    if not has_deadline(row):
        return _("no deadline")
    late, day = row[DAYS_OVERDUE], date.fromisoformat(row[DUE_ON])
    if late > 0:
        return _("{days} days late").format(days=late) if late > 1 else _("1 day late")
    return _("today") if late == 0 else short_date(day, today)


def _topic(row: Any, today: date) -> str:
    kind = row[KIND]
    if row[WORDS_EN] is not None:
        return str(row[WORDS_ZH] if language() == "zh" else row[WORDS_EN])
    if kind == "grade_missing":
        return _("no grade yet: when may this customer close?")
    if kind == "close_date_passed":
        closed = date.fromordinal(date.fromisoformat(row[DUE_ON]).toordinal() - 1)
        return _("expected to close on {day}: what became of it?").format(day=short_date(closed, today))
    topic = row[TITLE] if row[TITLE] != kind else _last_time(row, today)
    if kind == "first_follow_up":
        return _("first follow-up") + (f": {topic}" if topic else "")
    return str(topic)


def _last_time(row: Any, today: date) -> str:
    """Without a topic of its own: what was said last time."""
    summary = " ".join((row[LAST_SUMMARY] or "").split())
    if not row[LAST_CONTACT_ON]:
        return ""
    if len(summary) > SUMMARY_CHARACTERS:
        summary = summary[:SUMMARY_CHARACTERS] + "…"
    day = short_date(date.fromisoformat(row[LAST_CONTACT_ON]), today)
    return _("last time {day}: {summary}").format(day=day, summary=summary) if summary else ""


class ItemWords:
    """One item in words: the phone as dialled, when it is due, what to open with."""

    __slots__ = ("due", "phone", "topic")

    def __init__(self, phone: str, due: str, topic: str) -> None:
        self.phone = phone
        self.due = due
        self.topic = topic


def item_words(row: Any, today: date) -> ItemWords:
    """The words for one row of `due.arms.KEYS`."""
    from crmcli.kit.phone_wording import format_stored_phone

    return ItemWords(format_stored_phone(row[PHONE] or ""), _due(row, today), _topic(row, today))


def people_line(row: Any, today: date) -> str:
    """One item as one line of a notice."""
    from crmcli.kit.shown import displayable

    words = item_words(row, today)
    parts = (row[GRADE] or "-", shown_name(row), words.phone, words.due, words.topic)
    return displayable("  ".join(part for part in parts if part))
