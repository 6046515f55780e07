"""What a phone takes: customers as contacts (vCard), what is due as a calendar (iCalendar)."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, BinaryIO

from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.errors import UsageRefused
from crmcli.kit.i18n import _

if TYPE_CHECKING:
    from crmcli.transfer.exporting import Asked

ENDINGS = {".vcf": "vcf", ".vcard": "vcf", ".ics": "ics"}
SUBJECT_OF = {"vcf": "customers", "ics": "due"}
CALENDAR_DAYS = 365


def phone_format(run: Invocation, asked: Asked) -> str | None:
    """`vcf` or `ics`, when that is said or the file's name ends so; None for any other."""
    if run.format:
        return run.format if run.format in SUBJECT_OF else None
    name = (asked.output or "").lower()
    return next((format for ending, format in ENDINGS.items() if name.endswith(ending)), None)


def export_for_phone(run: Invocation, asked: Asked, format: str) -> None:
    """Write contacts or a calendar to a file or stdout. Raises UsageRefused for another subject."""
    if asked.subject != SUBJECT_OF[format]:
        raise UsageRefused(
            _("A file .{format} holds {subject} only: crm export {subject} -o FILE.{format}."),
            format=format,
            subject=SUBJECT_OF[format],
        )
    target = None if asked.output in (None, "-") else asked.output
    with run.reading() as book, _opened(run, target) as file:
        count = (_write_contacts if format == "vcf" else _write_calendar)(run, book, asked, file)
    if target is not None:
        sentence = _("Contacts in {path}: {count}.") if format == "vcf" else _("Events in {path}: {count}.")
        told = sentence.format(count=count, path=target)
        run.say(_("A dry run, nothing was written. {told}").format(told=told) if run.dry_run else told)


@contextmanager
def _opened(run: Invocation, target: str | None) -> Iterator[BinaryIO]:
    """The file, stdout where none is named, memory for a dry run."""
    if run.dry_run and target is not None:
        import io

        yield io.BytesIO()
        return
    if target is None:
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    from crmcli.kit.files import replacing

    with replacing(target) as file:
        yield file


def _write_contacts(run: Invocation, book: sqlite3.Connection, asked: Asked, file: BinaryIO) -> int:
    from crmcli.customer.card_fields import CardFields, is_sensitive
    from crmcli.customer.vcards import vcards
    from crmcli.policy.fields import card_definition
    from crmcli.transfer.exporting import asked_customers
    from crmcli.transfer.whole_cards import whole_cards

    count = 0
    definition = card_definition(book)
    for card in whole_cards(book, asked_customers(run, book, asked)):
        open_to_all = {
            name: cells for name, cells in card["fields"].items() if not is_sensitive(definition, name)
        }
        card["fields"] = CardFields(definition, open_to_all, reveal=True).mapping()
        for contact in vcards(card):
            file.write(contact)
            count += 1
    return count


def _write_calendar(run: Invocation, book: sqlite3.Connection, asked: Asked, file: BinaryIO) -> int:
    from crmcli.due.asking import asked_for
    from crmcli.due.birthdays import birthdays_within
    from crmcli.due.calendar import book_identity, due_calendar
    from crmcli.due.queries import due_rows

    wanted = asked_for(
        run, book, asked.until or "all", since=asked.since, grades=asked.grades, owner=asked.owner
    )
    if asked.until is None:
        wanted.until = _last_day(run.today)
    rows: Sequence[object] = due_rows(book, wanted)
    birthdays = list(birthdays_within(book, wanted))
    file.write(due_calendar(rows, run.today, run.clock.now(), book_identity(book), birthdays))
    return len(rows) + len(birthdays)


def _last_day(today: date) -> date:
    """A year ahead, as far as days go."""
    return date.fromordinal(min(today.toordinal() + CALENDAR_DAYS, date.max.toordinal()))
