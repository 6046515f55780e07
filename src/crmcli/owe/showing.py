"""What is owed, for people and machines: lists, one item whole, what recurs, marks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from crmcli.customer.owed_words import OPEN_STATES, state_words
from crmcli.customer.vocabulary import labels
from crmcli.kit.formats import Block, Column, Field, Listing, Record
from crmcli.kit.i18n import _
from crmcli.owe.queries import MARK_KEYS, OWED_KEYS
from crmcli.owe.recurring import Recurring

_AT = {key: place for place, key in enumerate(OWED_KEYS)}


def due_of(row: Sequence[Any]) -> str:
    """By when the next step of a row of OWED_KEYS is due."""
    day = str(row[_AT["expected_on"]] or row[_AT["due_on"]])
    return max(day, row[_AT["told_on"]] or "")


def owed_listing(rows: Iterable[Sequence[Any]], today: date, *, several_states: bool) -> Listing:
    """Items as rows; what is late is red."""
    columns = [
        Column("ref", _("Ref."), style=True),
        Column("kind", _("Kind"), "words", labels=labels("owed_kind")),
        Column("by_customer", _("By the customer"), "bool", tables=False),
        Column("code", _("Code"), tables=False),
        Column("name", _("Customer"), style=True),
        Column("state", _("State"), "words", labels=labels("owed_state")),
        Column("text", _("What"), line=2, wording=_one_line),
        Column("topic", _("About"), line=2),
        Column("origin", _("Where it came from"), tables=False),
        Column("limits", _("Limits told"), tables=False),
        Column("department", _("Department"), line=2),
        Column("owner", _("Owner")),
        Column("opened_on", _("Said on"), "date", tables=False),
        Column("opened_by", _("Noted by"), tables=False),
        Column("due_on", _("Due"), "date", tables=False),
        Column("expected_on", _("Expected"), "date", tables=False),
        Column("answer", _("Answer"), tables=False),
        Column("answered_on", _("Answered"), "date", tables=False),
        Column("answered_by", _("Answered by"), tables=False),
        Column("told_on", _("Told on"), "date", tables=False),
        Column("told_how", _("Told by way of"), "words", labels=labels("contact_kind"), tables=False),
        Column("told_by", _("Told by"), tables=False),
        Column("outcome", _("Outcome"), tables=False),
        Column("prevention", _("Against recurring"), tables=False),
        Column("closed_on", _("Closed"), "date", tables=several_states),
        Column("closed_by", _("Closed by"), tables=False),
        Column("closed_reason", _("Reason"), tables=False),
        Column("visit_on", _("Visit of"), "date", tables=False),
        Column("visit_number", _("Visit no."), "int", tables=False),
        Column("next_due_on", _("Next step by"), "date", style=True),
        Column("days_overdue", _("Days overdue"), "int", tables=False),
    ]
    return Listing(
        columns,
        (_with_lateness(row, today) for row in rows),
        style=lambda row: "red" if row[-1] is not None and row[-1] > 0 else "",
        empty=_("Nothing of that is owed."),
        code_key="ref",
    )


def _with_lateness(row: Sequence[Any], today: date) -> tuple[Any, ...]:
    cells = list(row)
    cells[_AT["by_customer"]] = bool(cells[_AT["by_customer"]])
    if row[_AT["state"]] not in OPEN_STATES:
        return (*cells, None, None)
    due = due_of(row)
    return (*cells, due, (today - date.fromisoformat(due)).days)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def owed_record(mapping: dict[str, Any], today: date, *, written: bool = False) -> Record:
    """One item whole; what a write prints of it is its reference."""
    row = [mapping[key] for key in OWED_KEYS]
    running = mapping["state"] in OPEN_STATES
    due = due_of(row) if running else None
    whole = {**mapping, "next_due_on": due}
    if written:
        return Record(whole, line=mapping["ref"], code_key="ref")
    heading = f"{labels('owed_kind')[mapping['kind']]} {mapping['ref']}  {mapping['name']}  {mapping['code']}"
    who = _("the customer promised it") if mapping["by_customer"] else None
    fields = [
        Field(_("What"), mapping["text"]),
        Field(_("Who"), who),
        Field(_("State"), state_words(mapping, today)),
        Field(_("Next step by"), due, "date"),
        Field(_("Owner"), mapping["owner"]),
        Field(_("Department"), mapping["department"]),
        Field(_("About"), mapping["topic"]),
        Field(_("Where it came from"), mapping["origin"]),
        Field(_("Limits told"), mapping["limits"]),
        Field(_("Visit of"), mapping["visit_on"], "date"),
    ]
    return Record(whole, [Block(heading, fields), Block(_("Steps"), _steps(mapping))], code_key="ref")


def _steps(mapping: dict[str, Any]) -> list[Field]:
    how = labels("contact_kind").get(mapping["told_how"] or "", None)
    told = _who_when(mapping, "told", how)
    ended = _("Dropped") if mapping["state"] == "dropped" else _("Closed")
    return [
        Field(_("Said on"), _who_when(mapping, "opened")),
        Field(_("Due"), mapping["due_on"], "date"),
        Field(_("Answered"), _who_when(mapping, "answered")),
        Field(_("Answer"), mapping["answer"]),
        Field(_("Expected"), mapping["expected_on"], "date"),
        Field(_("Told on"), told),
        Field(ended, _who_when(mapping, "closed")),
        Field(_("Outcome"), mapping["outcome"]),
        Field(_("Against recurring"), mapping["prevention"]),
        Field(_("Reason"), mapping["closed_reason"]),
    ]


def _who_when(mapping: dict[str, Any], step: str, how: str | None = None) -> str | None:
    day, who = mapping[f"{step}_on"], mapping[f"{step}_by"]
    return "  ".join(filter(None, (day, who, how))) if day else None


def recurring_listing(groups: Sequence[Recurring]) -> Listing:
    """What comes up again: how often, for whom, since when, and what was done about it."""
    columns = [
        Column("topic", _("What"), wording=_one_line),
        Column("kind", _("Kind"), "words", labels=labels("owed_kind"), tables=False),
        Column("count", _("Times"), "int"),
        Column("customers", _("Customers"), "list", line=2),
        Column("first_on", _("Since"), "date"),
        Column("last_on", _("Last"), "date"),
        Column("open", _("Open"), "int"),
        Column("prevention", _("Against recurring"), "list", line=2),
        Column("since_prevention", _("Again since"), "int", style=True),
        Column("refs", _("Refs"), "list", line=2),
        Column("codes", _("Codes"), "list", tables=False),
    ]
    return Listing(
        columns,
        [_recurring_row(group) for group in groups],
        style=lambda row: "red" if row[8] else "",
        empty=_("Nothing has come up twice."),
        code_key="topic",
    )


def _recurring_row(group: Recurring) -> tuple[Any, ...]:
    items = group.items
    return (
        group.topic,
        items[0].kind,
        len(items),
        list(dict.fromkeys(one.name for one in items)),
        items[0].opened_on,
        items[-1].opened_on,
        sum(one.state in OPEN_STATES for one in items),
        group.preventions,
        group.since_prevention,
        [one.ref for one in items],
        list(dict.fromkeys(one.code for one in items)),
    )


def mark_listing(rows: Iterable[Sequence[Any]], low_mark: int) -> Listing:
    """Marks as rows; a low one is red."""
    headers = (_("Code"), _("Customer"), _("Date"), _("Mark"), _("Comment"), _("Survey"), _("By"))
    kinds = {"given_on": "date", "mark": "int"}
    columns = [
        Column(key, header, kinds.get(key, "text"), style=key == "mark", line=2 if key == "comment" else 1)  # type: ignore[arg-type]
        for key, header in zip(MARK_KEYS, headers, strict=True)
    ]
    place = MARK_KEYS.index("mark")
    return Listing(
        columns,
        rows,
        style=lambda row: "red" if row[place] <= low_mark else "",
        empty=_("No mark was given."),
    )


def average_words(rows: Sequence[Sequence[Any]]) -> str | None:
    """How many marks there are, and their average."""
    marks = [row[MARK_KEYS.index("mark")] for row in rows]
    if not marks:
        return None
    return _("Marks: {count}, on average {average} of 5.").format(
        count=len(marks), average=f"{sum(marks) / len(marks):.2f}"
    )
