"""Why a customer is due when it is, term by term."""

import sqlite3
from datetime import date
from typing import Any

from crmcli.customer.queries import Match
from crmcli.customer.vocabulary import labels
from crmcli.due.arms import ARMS, NO_DEADLINE
from crmcli.grade.rules import ceiling_on, rhythm
from crmcli.kit.cadence import describe_cadence, describe_span
from crmcli.kit.dates import describe_date
from crmcli.kit.formats import Block, Field, Record
from crmcli.kit.i18n import _
from crmcli.policy.rules import Policy

_KEYS = [
    "grade",
    "status",
    "last_contact_on",
    "rhythm_from_on",
    "registered_on",
    "agreed_on",
    "agreed_reason",
    "next_topic",
    "next_follow_up_on",
    "expected_close_on",
    "first_follow_up_from_on",
    "first_follow_up_due_on",
    "archived_on",
    "is_scout",
]


def why_record(book: sqlite3.Connection, match: Match, policy: Policy, today: date) -> Record:
    """Every term that makes the next date, and the date."""
    row = book.execute(
        f"select {', '.join(_KEYS)} from customer_list where id = ?",
        (match.customer_id,),
    ).fetchone()
    card: dict[str, Any] = dict(zip(_KEYS, row, strict=True))
    grade, status, begun_on = card["grade"], card["status"], date.fromisoformat(card["rhythm_from_on"])
    ceiling, cadence = ceiling_on(policy, grade, status, begun_on), rhythm(policy, grade, status)
    if card["is_scout"]:
        ceiling = cadence = None
    last_kind = book.execute(
        "select kind from visit where customer_id = ? order by contact_on desc, id desc limit 1",
        (match.customer_id,),
    ).fetchone()
    mapping: dict[str, Any] = {
        "code": match.code,
        "name": match.name,
        **{key: card[key] for key in _KEYS},
        "is_scout": bool(card["is_scout"]),
        "cadence": str(cadence) if cadence else None,
        "ceiling_on": ceiling.isoformat() if ceiling else None,
        "due": _items(book, match.customer_id, today),
    }
    fields = [
        Field(_("Last contact"), _last_contact(card, last_kind[0] if last_kind else None)),
        Field(_("Grade"), _grade(card, policy)),
        Field(_("Rhythm"), describe_cadence(cadence) if cadence else _("none")),
        Field(_("Latest by rhythm"), _ceiling(card, cadence, ceiling)),
        Field(_("Rest days"), _rest_days(card, cadence, ceiling, policy)),
        Field(_("Agreed"), _agreed(card, ceiling)),
        Field(_("Next follow-up"), _next(card, today)),
        Field(_("Topic"), card["next_topic"]),
        Field(_("First follow-up"), _first_follow_up(card, policy)),
        Field(_("Besides"), _besides(mapping["due"])),
    ]
    return Record(mapping, [Block(f"{match.name}  {match.code}", fields)])


def _items(book: sqlite3.Connection, customer_id: int, today: date) -> list[dict[str, Any]]:
    """What of this customer is in the due list today."""
    found = book.execute(
        "select kind, visible_on, due_on from due_list where customer_id = ? and visible_on <= ? order by due_on",
        (customer_id, today.isoformat()),
    )
    items: dict[str, dict[str, Any]] = {}
    for kind, visible_on, due_on in found:
        if kind in ARMS and not (ARMS[kind].expiring and due_on < today.isoformat()):
            items.setdefault(kind, _item(kind, visible_on, due_on, today))
    return list(items.values())


def _item(kind: str, visible_on: str, due_on: str, today: date) -> dict[str, Any]:
    if kind == "checklist" and due_on == NO_DEADLINE:
        return {"kind": kind, "visible_on": visible_on, "due_on": None, "days_overdue": None}
    days_overdue = (today - date.fromisoformat(due_on)).days
    return {"kind": kind, "visible_on": visible_on, "due_on": due_on, "days_overdue": days_overdue}


def _day(text: str) -> str:
    return describe_date(date.fromisoformat(text))


def _last_contact(card: dict[str, Any], kind: str | None) -> str:
    if card["last_contact_on"] is None:
        return _("never; registered {day}").format(day=_day(card["registered_on"]))
    return _day(card["last_contact_on"]) + (f"  {labels('contact_kind')[kind]}" if kind else "")


def _grade(card: dict[str, Any], policy: Policy) -> str:
    if card["grade"] in policy.letters:
        return f"{card['grade']}  {policy.grade(card['grade']).meaning}"
    if card["grade"] is not None:
        return _("{grade}: not among the grades of {playbook}, so without a rhythm").format(
            grade=card["grade"], playbook=policy.playbook
        )
    if card["status"] == "won":
        return _("none: won, the after-sale rhythm counts")
    return _("none: that is itself due")


def _ceiling(card: dict[str, Any], cadence: Any, ceiling: date | None) -> str | None:
    if ceiling is None:
        return None
    from_on = _day(card["rhythm_from_on"])
    by_cadence = cadence.after(date.fromisoformat(card["rhythm_from_on"]))
    return f"{from_on} + {describe_span(cadence)} = {describe_date(by_cadence)}"


def _rest_days(card: dict[str, Any], cadence: Any, ceiling: date | None, policy: Policy) -> str | None:
    """To which working day the rhythm's day has moved, and whether that year's holidays are known at all."""
    if ceiling is None or policy.calendar is None:
        return None
    by_cadence = cadence.after(date.fromisoformat(card["rhythm_from_on"]))
    parts = []
    if ceiling != by_cadence:
        sentence = _("{day} is a rest day: moved to {moved}")
        parts.append(sentence.format(day=describe_date(by_cadence), moved=describe_date(ceiling)))
    for year in policy.calendar.unknown_years(min(by_cadence, ceiling), max(by_cadence, ceiling)):
        parts.append(_("the holidays of {year} are not known").format(year=year))
    return "; ".join(parts) or None


def _agreed(card: dict[str, Any], ceiling: date | None) -> str | None:
    if card["agreed_on"] is None:
        return None
    agreed = _day(card["agreed_on"])
    if ceiling is None or date.fromisoformat(card["agreed_on"]) <= ceiling:
        return _("{day}: not later than the rhythm, so it counts").format(day=agreed)
    if card["agreed_reason"]:
        return _("{day}: later than the rhythm, because: {reason}").format(
            day=agreed, reason=card["agreed_reason"]
        )
    return _("{day}: later than the rhythm and without a reason, so it does not count").format(day=agreed)


def _next(card: dict[str, Any], today: date) -> str:
    if card["archived_on"] is not None:
        return _("none: archived {day}").format(day=_day(card["archived_on"]))
    if card["is_scout"]:
        return _("none: only scouts us")
    if card["next_follow_up_on"] is None:
        return _("none")
    next_on = date.fromisoformat(card["next_follow_up_on"])
    late = (today - next_on).days
    if late <= 0:
        return describe_date(next_on, today)
    how = _("{days} days late").format(days=late) if late > 1 else _("1 day late")
    return f"{describe_date(next_on)} ({how})"


def _first_follow_up(card: dict[str, Any], policy: Policy) -> str | None:
    if card["first_follow_up_due_on"] is None or policy.first_follow_up is None:
        return None
    return _("{first} to {last}: day {from_day} to {due_day} after the first reception").format(
        first=_day(card["first_follow_up_from_on"]),
        last=_day(card["first_follow_up_due_on"]),
        from_day=policy.first_follow_up.from_day,
        due_day=policy.first_follow_up.due_day,
    )


def _besides(items: list[dict[str, Any]]) -> str | None:
    words = {
        "grade_missing": _("no grade yet"),
        "close_date_passed": _("the expected close date has passed"),
        "checklist": _("papers are missing or to be verified"),
        "document_expiry": _("a paper expires"),
        "greeting": _("a day to greet on"),
        "card": _("the card is to be filled in and submitted"),
        "spot_check": _("a spot check of the card"),
        "card_review": _("the card is to be confirmed"),
        "verification": _("values on the card are to be confirmed"),
        "card_expiry": _("a date on the card expires"),
        "campaign": _("a campaign"),
    }
    return ", ".join(words[item["kind"]] for item in items if item["kind"] in words) or None
