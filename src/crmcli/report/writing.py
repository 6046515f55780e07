"""A report on stdout or in a file, in the format that was said or that the file's name asks for."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING, BinaryIO, Protocol

from crmcli.kit.errors import UsageRefused
from crmcli.kit.files import replacing
from crmcli.kit.formats import default_format, render
from crmcli.kit.formats.file_output import write_file
from crmcli.kit.formats.terminal import terminal_of
from crmcli.kit.i18n import _
from crmcli.report.showing import as_listing, as_record

if TYPE_CHECKING:
    from crmcli.kit.cli.invocation import Invocation
    from crmcli.kit.formats import Listing, Record
    from crmcli.report.model import Section, Sheet

ENDINGS = {
    "html": "html",
    "htm": "html",
    "xlsx": "xlsx",
    "json": "json",
    "jsonl": "jsonl",
    "md": "markdown",
    "csv": "csv",
    "tsv": "tsv",
    "txt": "plain",
}
ROWS_ONLY = ("csv", "tsv", "jsonl", "codes")
FORMATS = ("table", "plain", "markdown", "json", "jsonl", "csv", "tsv", "codes", "xlsx", "html")


class _Writer(Protocol):
    def __call__(self, sheet: Sheet, file: BinaryIO) -> object: ...


def output(
    run: Invocation, sheet: Sheet, target: str | None, *, keys: bool = False
) -> Record | Listing | None:
    """What stdout shows, or None where the report went to a file or is no text. Raises UsageRefused, BookUnusable."""
    if target is not None and target != "-":
        _write(run, sheet, target, _file_format(run, target), keys=keys)
        return None
    format = run.chosen_format or default_format(sys.stdout.isatty())
    if format in ("xlsx", "html"):
        if format == "xlsx" and sys.stdout.isatty():
            raise UsageRefused(_("A workbook is no text for a terminal; name a file with -o."))
        _writer(format, keys)(sheet, sys.stdout.buffer)
        return None
    if format in ROWS_ONLY:
        return as_listing(_only_section(run, sheet))
    return as_record(sheet, format, terminal_of(sys.stdout, run.environ))


def _file_format(run: Invocation, target: str) -> str:
    ending = target.rpartition(".")[2].lower() if "." in os.path.basename(target) else ""
    chosen = run.format or ENDINGS.get(ending)
    if chosen is None:
        raise UsageRefused(
            _("{path} does not say a format; end it in one of {endings}, or say --format."),
            path=target,
            endings=" ".join(f".{ending}" for ending in ENDINGS if ending != "htm"),
        )
    return chosen


def _write(run: Invocation, sheet: Sheet, target: str, format: str, *, keys: bool) -> None:
    if format in ROWS_ONLY:
        section = _only_section(run, sheet)
        if not run.dry_run:
            write_file(as_listing(section), target, "tsv" if format == "codes" else format, keys=keys)
    elif not run.dry_run:
        with replacing(target) as file:
            _writer(format, keys)(sheet, file)
    sentence = (
        _("A dry run: the report would be written to {path}.")
        if run.dry_run
        else _("The report is in {path}.")
    )
    run.say(sentence.format(path=target))


def _only_section(run: Invocation, sheet: Sheet) -> Section:
    """The first section; says which others there are."""
    first, *others = sheet.sections
    if others:
        sentence = _("Only {section}; --section takes another: {others}.")
        run.say(sentence.format(section=first.key, others=", ".join(section.key for section in others)))
    return first


def _writer(format: str, keys: bool) -> _Writer:
    if format == "html":
        from crmcli.report.page import write_page

        return write_page
    if format == "xlsx":
        return lambda sheet, file: _write_workbook(sheet, file, keys)
    return lambda sheet, file: _write_text(sheet, file, format)


def _write_workbook(sheet: Sheet, file: BinaryIO, keys: bool) -> None:
    from crmcli.kit.formats.xlsx import write_workbook

    listings = [as_listing(section, section.title) for section in sheet.sections]
    write_workbook(listings, file, people=not keys)


def _write_text(sheet: Sheet, file: BinaryIO, format: str) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    try:
        render(as_record(sheet, format), format, stream=text, talk=io.StringIO())
    finally:
        text.detach()
