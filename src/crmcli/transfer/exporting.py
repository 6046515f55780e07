"""`crm export`: customers, visits or the due list, into a file for people or machines, or to stdout."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import sys
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, NamedTuple

from crmcli.customer.fields import customer_fields
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.dates import parse_date
from crmcli.kit.errors import UsageRefused
from crmcli.kit.formats import FILE_FORMATS, FORMATS, Column, Listing, export, format_of, render
from crmcli.kit.formats.terminal import terminal_of
from crmcli.kit.i18n import _, _n
from crmcli.kit.storage.attachments import files_folder
from crmcli.kit.where import compile_where
from crmcli.policy.fields import card_definition, source_labels
from crmcli.policy.queries import policy_in_force
from crmcli.transfer.definitions import write_definitions
from crmcli.transfer.document_files import campaigns_asked, checklists_asked
from crmcli.transfer.owed_files import OWED_SUBJECTS, owed_asked
from crmcli.transfer.own_playbook import playbook_ending
from crmcli.transfer.phone_files import export_for_phone, phone_format
from crmcli.transfer.sheets import Shape, customer_objects, customer_table
from crmcli.transfer.staff_files import staff_exported
from crmcli.transfer.visit_sheet import visit_ids, visit_table
from crmcli.transfer.whole_cards import whole_cards, widest_card

SUBJECTS = ("customers", "visits", "due", "checklists", "campaigns", "owed", "marks", "staff", "all")
OBJECTS = ("json", "jsonl")
BATCH = 400


class Asked(NamedTuple):
    """The options of an export, as typed."""

    subject: str = "customers"
    output: str | None = None
    keys: bool = False
    where: str | None = None
    archived: bool = False
    grades: str | None = None
    owner: str | None = None
    since: str | None = None
    until: str | None = None


def export_subject(run: Invocation, asked: Asked) -> None:
    """Write what was asked for. Raises UsageRefused for an unknown subject or format, BookUnusable for the output."""
    if asked.subject not in SUBJECTS:
        raise UsageRefused(
            _("There is nothing called {typed} to export; there are: {subjects}."),
            typed=asked.subject[:40],
            subjects=", ".join(SUBJECTS),
        )
    phone = phone_format(run, asked)
    if phone is not None:
        export_for_phone(run, asked, phone)
        return
    target = None if asked.output in (None, "-") else asked.output
    if asked.subject == "all":
        _export_all(run, asked, target)
    elif target is None:
        _print(run, asked)
    else:
        _write(run, asked, target, _file_format(run, target))


def _file_format(run: Invocation, target: str) -> str:
    """The format that was said, else the one of the file's name."""
    chosen = run.format or format_of(target)
    if chosen is None:
        raise UsageRefused(
            _("{path} does not say a format; end it in one of {endings}, or say --format."),
            path=target,
            endings=".csv .tsv .xlsx .json .jsonl .md .vcf .ics",
        )
    if chosen not in FILE_FORMATS:
        raise UsageRefused(
            _("A file cannot have the format {typed}; choose one of {formats}."),
            typed=chosen[:40],
            formats=", ".join(FILE_FORMATS),
        )
    return chosen


def _write(run: Invocation, asked: Asked, target: str, format: str) -> None:
    """One table into a file, from one moment of the book."""
    with _one_moment(run) as book:
        listing = _listing(run, book, asked, format, people=not asked.keys and format not in OBJECTS)
        count = (
            sum(1 for _row in listing.rows)
            if run.dry_run
            else export(listing, target, format, keys=asked.keys)
        )
    sentence = (
        _("A dry run: {count} {subject} would be written to {path}.")
        if run.dry_run
        else _n("{count} {subject} is in {path}.", "{count} {subject} are in {path}.", count)
    )
    run.say(sentence.format(count=count, subject=_subject(asked.subject, count), path=target))


def _print(run: Invocation, asked: Asked) -> None:
    """One table on stdout, in machine form. The book is never locked while a pipe is slow."""
    format = run.format or _usual_format(run)
    with run.reading() as book:
        if format == "xlsx":
            if sys.stdout.isatty():
                raise UsageRefused(_("A workbook is no text for a terminal; name a file with -o."))
            export(_listing(run, book, asked, format, people=False), sys.stdout.buffer, format, keys=True)
            return
        if format not in FORMATS:
            raise UsageRefused(
                _("There is no format {typed}; choose one of {formats}."),
                typed=format[:40],
                formats=", ".join(dict.fromkeys((*FILE_FORMATS, *FORMATS))),
            )
        people = format in ("table", "plain", "markdown")
        listing = _listing(run, book, asked, format, people=people)
        render(listing, format, stream=sys.stdout, terminal=terminal_of(sys.stdout, run.environ))


def _usual_format(run: Invocation) -> str:
    usual = run.environ.get("CRM_FORMAT") or run.settings.format
    return usual if usual in FILE_FORMATS else "csv"


def _export_all(run: Invocation, asked: Asked, target: str | None) -> None:
    """Everything, the archived customers too: one JSON object, or a folder with a file each."""
    asked = asked._replace(archived=True)
    if target is None or target.lower().endswith(".json"):
        if run.format not in (None, "json"):
            raise UsageRefused(
                _(
                    "Everything at once is one JSON object, not {typed}; say -f json, "
                    "or name a folder with -o to have a file each."
                ),
                typed=run.format[:40],
            )
        _export_object(run, asked, target)
        return
    format = _file_format(run, f"{target}.csv")
    ending = {"markdown": "md"}.get(format, format)
    if not run.dry_run:
        os.makedirs(target, mode=0o700, exist_ok=True)
    for subject in SUBJECTS[:-1]:
        _write(run, asked._replace(subject=subject), os.path.join(target, f"{subject}.{ending}"), format)
    if run.dry_run:
        return
    with _one_moment(run) as book:
        write_definitions(book, target)


def _export_object(run: Invocation, asked: Asked, target: str | None) -> None:
    from crmcli.kit.files import replacing

    if run.dry_run and target is not None:
        run.say(_("A dry run: everything would be written to {path}.").format(path=target))
        return
    with _one_moment(run) as book:
        if target is None:
            _write_object(run, book, asked, sys.stdout)
            return
        with replacing(target) as file:
            text = io.TextIOWrapper(file, encoding="utf-8", newline="")
            try:
                _write_object(run, book, asked, text)
            finally:
                text.detach()
        lie_beside = book.execute("select exists (select 1 from card_file)").fetchone()[0]
    run.say(_("Everything is in {path}.").format(path=target))
    if lie_beside:
        sentence = _(
            "Photos and files of cards are not in it, they lie in {folder}: crm import FILE --files FOLDER takes both."
        )
        run.say(sentence.format(folder=files_folder(run.book_path)))


def _write_object(run: Invocation, book: sqlite3.Connection, asked: Asked, stream: Any) -> None:
    terminal = terminal_of(sys.stdout, run.environ)
    stream.write(f'{{"playbook": {json.dumps(policy_in_force(book).playbook)}')
    # The staff next, which every book has: by its beginning an import knows such a file.
    first = ("staff", "checklists", "campaigns")
    for subject in (*first, *(one for one in SUBJECTS[:-1] if one not in first)):
        stream.write(f',\n"{subject}": ')
        listing = _listing(run, book, asked._replace(subject=subject), "json", people=False)
        render(listing, "json", stream=stream, terminal=terminal)
    stream.write(f"{playbook_ending(book)}}}\n")


@contextmanager
def _one_moment(run: Invocation) -> Iterator[sqlite3.Connection]:
    """The book as it is at one moment, for all queries of the block."""
    with run.reading() as book:
        book.execute("begin")
        try:
            yield book
        finally:
            book.execute("rollback")


def _listing(
    run: Invocation, book: sqlite3.Connection, asked: Asked, format: str, *, people: bool
) -> Listing:
    if asked.subject == "due":
        return _due(run, book, asked, people=people)
    if asked.subject == "staff":
        return staff_exported(book, whole=format in OBJECTS)
    ids = asked_customers(run, book, asked)
    if asked.subject == "checklists":
        return checklists_asked(run, book, asked, ids, whole=format in OBJECTS)
    if asked.subject == "campaigns":
        return campaigns_asked(book, asked, ids, whole=format in OBJECTS)
    if asked.subject in OWED_SUBJECTS:
        return owed_asked(run, book, asked, ids)
    if asked.subject == "visits":
        first = parse_date(asked.since, run.today, "past") if asked.since else date.min
        last = parse_date(asked.until, run.today, "past") if asked.until else date.max
        return visit_table(book, visit_ids(book, ids, first, last))
    if format in OBJECTS:
        return customer_objects(book, whole_cards(book, ids))
    most, fields, told = widest_card(book, ids)
    shape = Shape(most, fields, frozenset(told), card_definition(book), source_labels(book))
    return customer_table(whole_cards(book, ids), shape, people=people)


def asked_customers(run: Invocation, book: sqlite3.Connection, asked: Asked) -> Sequence[int]:
    """The customers that are asked for, in the order in which they were registered; says how many are left out."""
    from crmcli.policy.in_force import letters_in_force
    from crmcli.policy.letters import parse_grades
    from crmcli.staff.queries import owner_asked

    conditions, values = ["1"], list[object]()
    if asked.owner is not None:
        conditions.append("owner = ? collate nocase")
        values.append(owner_asked(run, book, asked.owner))
    if asked.grades is not None:
        letters = parse_grades(asked.grades, letters_in_force(book))
        conditions.append(" or ".join(["grade is ?"] * len(letters)))
        values += letters
    if asked.where is not None:
        compiled = compile_where(asked.where, customer_fields(book, run.today), run.today)
        conditions.append(compiled.sql)
        values += compiled.parameters
    query = f"select id, archived_on from customer_list l where ({') and ('.join(conditions)}) order by id"
    ids, left_out = array("q"), 0  # eight bytes a customer
    for customer_id, archived_on in book.execute(query, values):
        if asked.archived or archived_on is None:
            ids.append(customer_id)
        else:
            left_out += 1
    if left_out:
        sentence = _("Archived customers left out: {count}; --archived takes them too.")
        run.say(sentence.format(count=left_out))
    return ids


def _due(run: Invocation, book: sqlite3.Connection, asked: Asked, *, people: bool) -> Listing:
    """The due list as `crm due` has it; for people with the topic in words."""
    from crmcli.due.arms import KIND, TITLE
    from crmcli.due.asking import asked_for
    from crmcli.due.columns import machine_listing, machine_row
    from crmcli.due.queries import due_rows
    from crmcli.due.wording import item_words

    wanted = asked_for(
        run, book, asked.until or "today", since=asked.since, grades=asked.grades, owner=asked.owner
    )
    rows = due_rows(book, wanted)
    listing = machine_listing(rows)
    if not people:
        return listing
    columns: list[Column] = [column for place, column in enumerate(listing.columns) if place != KIND]
    worded = (
        (*cells[:TITLE], item_words(row, run.today).topic, *cells[TITLE + 1 :])
        for row, cells in zip(rows, map(machine_row, rows), strict=True)
    )
    return Listing(columns, ([*row[:KIND], *row[KIND + 1 :]] for row in worded), title=_("Due"))


def _subject(subject: str, count: int) -> str:
    return {
        "customers": _n("customer", "customers", count),
        "visits": _n("visit", "visits", count),
        "due": _n("due item", "due items", count),
        "checklists": _n("checklist", "checklists", count),
        "campaigns": _n("campaign", "campaigns", count),
        "owed": _n("promise or complaint", "promises and complaints", count),
        "marks": _n("mark of satisfaction", "marks of satisfaction", count),
        "staff": _n("person on the staff", "people on the staff", count),
    }[subject]
