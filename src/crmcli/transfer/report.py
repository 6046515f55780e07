"""What an import says: the preview and what came of it, for people on stderr; the summary for stdout."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from crmcli.customer.card_fields import as_seen
from crmcli.customer.vocabulary import labels
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.results import Text
from crmcli.kit.formats import Column, Listing, render
from crmcli.kit.formats.terminal import terminal_of
from crmcli.kit.i18n import _, _n, language
from crmcli.kit.money import plain_yuan
from crmcli.kit.phone_wording import format_phone
from crmcli.policy.fields import CardDefinition, shown_name
from crmcli.transfer.field_cells import example_seen, field_and_record
from crmcli.transfer.headers import ColumnMatch, people_header, written_headers
from crmcli.transfer.planning import Difference, Plan
from crmcli.transfer.reading import RefusedRow, Sheet
from crmcli.transfer.rules import Changes

MOST_LISTED = 50
MOST_NAMED = 8
LONGEST_VALUE = 30
HEADER_OF_COLUMN = {"importance_set": "importance"}
WORDS_OF_COLUMN = {"kind": "kind", "need": "need", "status": "status", "importance_set": "importance"}


def show_preview(run: Invocation, sheet: Sheet, plan: Plan, card: CardDefinition, *, update: bool) -> None:
    """Which column becomes what, and what somebody should know of the rows; sensitive values are masked."""
    if run.quiet:
        return
    terminal = terminal_of(sys.stderr, os.environ)
    columns = [
        Column("column", _("Column")),
        Column("becomes", _("becomes")),
        Column("example", _("for example")),
    ]
    rows = [
        (match.header, meaning(match), example_seen(card, match, example))
        for match, example in zip(sheet.matches, sheet.overview.examples, strict=True)
        if example is not None
    ]
    sys.stdout.flush()
    render(
        Listing(columns, rows), "table" if terminal.is_tty else "plain", stream=sys.stderr, terminal=terminal
    )
    for hint in hints(sheet, plan):
        run.say(hint)
    show_differences(run, plan.differences, card, update=update)


def meaning(match: ColumnMatch) -> str:
    """What a column becomes, in a few words."""
    return (
        _("{meaning}, as last time").format(meaning=_meaning(match)) if match.remembered else _meaning(match)
    )


def _meaning(match: ColumnMatch) -> str:
    if match.left_out:
        return _("left out")
    if match.is_of_playbook:
        return _("a field of the playbook: {name}").format(name=match.own_name)
    if match.field is None:
        return _("a field of your own: {name}").format(name=match.own_name)
    if match.field not in written_headers():
        return {
            "definitions": _("what the fields are"),
            "fields": _("fields of your own"),
            "visits": _("visits"),
            "owed": _("promises and complaints"),
            "satisfaction_marks": _("marks of satisfaction"),
            **fact_labels(),
        }[match.field]
    label = people_header(match.field, language())
    if match.field != "amount_fen":
        return label
    unit = {0: _("fen"), 1: _("yuan"), 1000: _("thousand yuan"), 10_000: _("10,000 yuan")}
    scale = 0 if match.unit == "fen" else match.scale
    return _("{field} ({unit})").format(field=label, unit=unit.get(scale, scale))


def fact_labels() -> dict[str, str]:
    """What became of a card, by the key of the list."""
    return {
        "relations": _("who knows whom"),
        "greetings": _("greetings"),
        "confirmations": _("confirmations of the card"),
        "confirmed_values": _("confirmed values"),
        "changed_values": _("changed values"),
        "confirmed_columns": _("confirmed columns"),
        "holders": _("holders"),
        "spot_checks": _("spot checks"),
        "card_life": _("state of the card"),
    }


def counts(sheet: Sheet, plan: Plan, *, update: bool) -> str:
    """The one line that says what becomes of the rows; what does not occur is left out."""
    others = {
        _("{count} updated"): len(plan.updates),
        _("{count} unchanged"): plan.same,
        _("{count} different and left as they are"): left(plan, update),
        _("{count} refused"): len(sheet.refused),
    }
    parts = [words.format(count=count) for words, count in others.items() if count]
    return _(", ").join([_("{count} new").format(count=len(plan.new)), *parts])


def left(plan: Plan, update: bool) -> int:
    """How many rows tell something else and are not taken."""
    return 0 if update else len(plan.differences)


def hints(sheet: Sheet, plan: Plan) -> Iterator[str]:
    """What somebody should know of the file besides."""
    if plan.staff:
        yield _("New staff: {names}").format(names=_named(plan.staff))
    for shared in plan.shared_mobiles[:MOST_LISTED]:
        yield _("{phone} belongs to several: {people}").format(
            phone=format_phone(shared.number), people=_(", ").join(shared.people)
        )
    yield from _and_more(len(plan.shared_mobiles))
    for line, code, known in plan.other_codes[:MOST_LISTED]:
        yield _("Line {line}: {code} is in the book as {known} and keeps that code.").format(
            line=line, code=code, known=known
        )
    yield from _and_more(len(plan.other_codes))
    if sheet.rounded_fields:
        yield _(
            "A spreadsheet has rounded long numbers in: {fields}. Format the column as text there."
        ).format(fields=_named(sorted(sheet.rounded_fields)))
    if sheet.stale_lines:
        yield _n(
            "{count} next follow-up lies before the last contact and is left out (line {lines}).",
            "{count} next follow-ups lie before the last contact and are left out (lines {lines}).",
            len(sheet.stale_lines),
        ).format(count=len(sheet.stale_lines), lines=_named(list(map(str, sheet.stale_lines))))
    if plan.late_lines:
        yield _n(
            "{count} next follow-up lies later than the rhythm of the grade; "
            "it is kept, with the file as the reason (line {lines}).",
            "{count} next follow-ups lie later than the rhythm of the grade; "
            "they are kept, with the file as the reason (lines {lines}).",
            len(plan.late_lines),
        ).format(count=len(plan.late_lines), lines=_named(list(map(str, plan.late_lines))))
    yield from plan.remarks
    if sheet.overview.removed:
        yield _n(
            "{count} invisible or control character was left out.",
            "{count} invisible or control characters were left out.",
            sheet.overview.removed,
        ).format(count=sheet.overview.removed)


def show_refused(run: Invocation, rows: Sequence[RefusedRow]) -> None:
    """The refused rows, by line."""
    for row in rows[:MOST_LISTED]:
        run.warn(_("Line {line}: {reason}").format(line=row.line, reason=row.reason))
    for sentence in _and_more(len(rows)):
        run.warn(sentence)


def show_left_out(run: Invocation, sentences: Sequence[str]) -> None:
    """What a card says and cannot be so."""
    for sentence in sentences[:MOST_LISTED]:
        run.warn(sentence)
    for sentence in _and_more(len(sentences)):
        run.warn(sentence)


def show_differences(
    run: Invocation, differences: Sequence[Difference], card: CardDefinition, *, update: bool
) -> None:
    """The rows that tell something else than the book, and what."""
    for each in differences[:MOST_LISTED]:
        run.say(
            _("Line {line}, {name} ({code}): {changes}").format(
                line=each.line,
                name=each.name,
                code=each.code or "-",
                changes=_(", ").join(told(each.changes, card)),
            )
        )
    for sentence in _and_more(len(differences)):
        run.say(sentence)
    if differences and not update:
        run.say(_("These rows tell something else than what is there, and are left; --update takes them."))


def told(changes: Changes, card: CardDefinition) -> Iterator[str]:
    """Each thing that is told otherwise, with its new value."""
    for column, value in changes.columns.items():
        header = people_header(HEADER_OF_COLUMN.get(column, column), language())
        yield f"{header} {_short(_worded(column, value))}"
    for field, value in (("owner", changes.owner), ("grade", changes.grade)):
        if value is not None:
            yield f"{people_header(field, language())} {_short(value)}"
    parts = {
        "phone": [format_phone(phone.number, phone.extension) for phone in changes.phones],
        "contact": [person.name for person in changes.people],
        "note": [note.text for note in changes.notes],
        "tags": list(changes.tags),
        "last_contact_on": [visit.contact_on.isoformat() for visit in changes.visits],
    }
    for field, values in parts.items():
        if values:
            yield f"{people_header(field, language())} {_short(_named(values, 3))}"
    yield from _counted(changes)
    for key, value in changes.own_fields.items():
        field, record = field_and_record(key)
        shown = as_seen(card, field, value)
        yield f"{shown_name(card, field, record)} {_short(shown)}"


def _counted(changes: Changes) -> Iterator[str]:
    """What is told in lists of its own, by how much of it there is."""
    found = {
        _("promises and complaints"): len(changes.owed),
        _("marks of satisfaction"): len(changes.marks),
        **{label: sum(fact.part == part for fact in changes.past) for part, label in fact_labels().items()},
    }
    yield from (f"{label} {count}" for label, count in found.items() if count)


def summary(
    sheet: Sheet, plan: Plan, staff: Sequence[str], refused_file: str | None, *, update: bool
) -> Text:
    """The line for stdout, and the object that stands for it in JSON."""
    refused = sorted(sheet.refused, key=_line_of)
    record: dict[str, Any] = {
        "new": len(plan.new),
        "updated": len(plan.updates),
        "same": plan.same,
        "skipped": left(plan, update),
        "refused": len(refused),
        "staff": list(staff),
        "fields": [match.own_name for match in sheet.matches if match.field is None and not match.left_out],
        "hints": list(hints(sheet, plan)),
        "differences": [
            {"line": each.line, "code": each.code or None, "name": each.name} for each in plan.differences
        ],
        "refused_rows": [{"line": row.line, "reason": row.reason} for row in refused],
        "refused_file": refused_file,
    }
    return Text(counts(sheet, plan, update=update), record)


def _line_of(row: RefusedRow) -> int:
    return row.line


def _worded(column: str, value: object) -> str:
    if column in WORDS_OF_COLUMN:
        return labels(WORDS_OF_COLUMN[column]).get(str(value), str(value))
    if column == "amount_fen" and isinstance(value, int):
        return plain_yuan(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_VALUE else line[: LONGEST_VALUE - 1] + "…"


def _named(names: Sequence[str], most: int = MOST_NAMED) -> str:
    shown = _(", ").join(names[:most])
    return shown if len(names) <= most else shown + _(" and {count} more").format(count=len(names) - most)


def _and_more(total: int) -> Iterator[str]:
    if total > MOST_LISTED:
        yield _n("… and {count} more line", "… and {count} more lines", total - MOST_LISTED).format(
            count=total - MOST_LISTED
        )
