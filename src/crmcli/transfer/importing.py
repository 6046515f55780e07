"""`crm import`: read the whole file, show what would be done, ask, and do it in one transaction."""

from __future__ import annotations

import contextlib
import gc
import os
import sqlite3
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.prompts import confirm
from crmcli.kit.cli.results import Text
from crmcli.kit.errors import RuleRefused
from crmcli.kit.i18n import _, _n
from crmcli.policy.choosing import policy_for
from crmcli.policy.rules import Policy
from crmcli.transfer.card_files import (
    Named,
    bring_files,
    folder_named,
    missing_files,
    named_files,
    register_named,
    told_missing,
)
from crmcli.transfer.choosing import Chosen, Wishes, choose_columns, keep_choices
from crmcli.transfer.foreign import definitions_of
from crmcli.transfer.mappings import forget_choices, mapping_path
from crmcli.transfer.of_playbook import Line, forget_what_nothing_is_of, line_of, put_in_force, with_foreign
from crmcli.transfer.planning import Plan, make_plan
from crmcli.transfer.progress import progress
from crmcli.transfer.reading import Sheet, read_sheet
from crmcli.transfer.report import counts, show_left_out, show_preview, show_refused, summary
from crmcli.transfer.sources import ANYWHERE, Place, Table, open_table

if TYPE_CHECKING:
    from crmcli.transfer.refused import Kept

NO_WISHES = Wishes()
MOST_LINES_SAID = 20
LARGE = 1_000  # customers, from which on there is a backup before


class Files(NamedTuple):
    """The files that the cards name, and the folder that is brought with them."""

    named: list[Named]
    source: str | None


class Asked(NamedTuple):
    """The options of an import."""

    path: str
    format: str | None = None
    encoding: str | None = None
    update: bool = False
    skip_bad: bool = False
    owner: str | None = None
    place: Place = ANYWHERE
    wishes: Wishes = NO_WISHES
    files: str | None = None
    playbook: str | None = None  # under which the file was written
    playbook_told: Mapping[str, Any] | None = None  # that playbook itself, where it is somebody's own


def import_file(run: Invocation, asked: Asked) -> Text | None:
    """Take the customers of a file; None where the terminal has the summary already.

    Raises RuleRefused where rows are bad, and on a no.
    """
    with _without_collecting():
        shown, done = _import(run, asked)
    return None if shown == done.text and _same_terminal(run) else done


def _same_terminal(run: Invocation) -> bool:
    """Whether what is said and what is printed stand below each other."""
    return not run.quiet and run.chosen_format is None and sys.stdout.isatty() and sys.stderr.isatty()


def _import(run: Invocation, asked: Asked) -> tuple[str, Text]:
    """What was shown before the import as its summary, and the summary."""
    name = _("standard input") if asked.path == "-" else os.path.basename(asked.path)
    source = folder_named(asked.files)
    with run.reading_or_empty() as book:
        line = line_of(run, book, asked.playbook, asked.playbook_told)
        sheet, chosen, line = _read(run, asked, line, book)
        plan = make_plan(book, sheet, update=asked.update)
        plan = plan._replace(late_lines=_late_lines(run, book, line.policy, sheet, plan))
    files = Files(named_files(sheet.cards, line.card), source)
    lacking = told_missing(missing_files(files.named, run.book_path, source))
    plan = plan._replace(remarks=[*([line.remark] if line.remark else []), *lacking])
    show_preview(run, sheet, plan, line.card, update=asked.update)
    sheet.refused.sort(key=lambda row: row.line)
    show_refused(run, sheet.refused)
    shown = counts(sheet, plan, update=asked.update)
    run.say(f"{name}: {shown}")
    if sheet.refused and not asked.skip_bad:
        raise _bad_rows(len(sheet.refused), None if line.to_use else line.remark)
    if run.dry_run:
        run.say(_("A dry run: nothing was changed."))
        return shown, summary(sheet, plan, plan.staff, None, update=asked.update)
    to_do = len(plan.new) + len(plan.updates)
    if not to_do:
        _say_brought(run, bring_files(files.named, run.book_path, source))
        run.say(_("There is nothing new in {name}; nothing was changed.").format(name=name))
        keep_choices(run, chosen, name, sheet.headers)
        kept = _keep_refused(run, asked, sheet)
        return shown, summary(sheet, plan, [], kept and kept.path, update=asked.update)
    if not confirm(_n("Take this customer?", "Take these {count} customers?", to_do).format(count=to_do)):
        raise RuleRefused(_("Nothing was changed."))
    done = _write(run, asked, sheet, plan, files, line)
    keep_choices(run, chosen, name, sheet.headers)
    return shown, done


def _late_lines(
    run: Invocation, book: sqlite3.Connection, policy: Policy, sheet: Sheet, plan: Plan
) -> Sequence[int]:
    if not any(match.field == "next_follow_up_on" for match in sheet.matches):
        return ()
    from crmcli.transfer.lateness import late_lines
    from crmcli.transfer.rows import import_terms

    return late_lines(book, plan, import_terms(policy, run.today))


def _read(run: Invocation, asked: Asked, line: Line, book: sqlite3.Connection) -> tuple[Sheet, Chosen, Line]:
    from crmcli.transfer.taking_documents import refuse_table_of_documents

    with opened(asked) as table:
        refuse_table_of_documents(table.headers)
        line = with_foreign(line, definitions_of(run, asked.path, table, line.card))
        chosen = choose_columns(run, asked.wishes, table, book, line.card)
        with progress(run, _("Reading")) as advance:
            sheet = read_sheet(
                table,
                line.policy,
                run.today,
                advance,
                chosen.columns,
                chosen.date_order,
                line.card,
                line.sources,
                line.changes,
                line.told,
            )
    for remark in table.remarks:
        run.say(remark)
    if table.total_lines:
        lines = ", ".join(map(str, table.total_lines[:MOST_LINES_SAID]))
        run.say(_("Rows that add up others are left out (line {lines}).").format(lines=lines))
    return sheet, chosen, line


@contextlib.contextmanager
def book_and_policy(run: Invocation) -> Iterator[tuple[sqlite3.Connection, Policy]]:
    """The book, an empty one where there is none, and the policy in force or to be."""
    with run.reading_or_empty() as book:
        yield book, policy_for(run, book)


def forget_mapping(run: Invocation, asked: Asked) -> Text:
    """Drop what was chosen for the columns of files like this one."""
    with opened(asked) as table:
        path = mapping_path(run.environ, table.headers)
    forgotten = not run.dry_run and forget_choices(path)
    run.say(_("What was chosen for these columns is forgotten.") if forgotten else _("Nothing was changed."))
    return Text(str(int(forgotten)), {"forgotten": forgotten})


def opened(asked: Asked) -> Table:
    """The table that is asked for."""
    return open_table(
        asked.path, encoding=asked.encoding, format=asked.format, stdin=_stdin(), place=asked.place
    )


def _bad_rows(count: int, remark: str | None) -> RuleRefused:
    sentence = _n(
        "{count} row cannot be taken, so nothing was written. Correct it, or say --skip-bad: "
        "it takes the others and writes this one to a file.",
        "{count} rows cannot be taken, so nothing was written. Correct them, or say --skip-bad: "
        "it takes the others and writes these to a file.",
        count,
    )
    told = [sentence.format(count=count), *([remark] if remark else [])]
    return RuleRefused("{told}", told=" ".join(told))


def _say_brought(run: Invocation, count: int) -> None:
    if count:
        run.say(
            _n(
                "{count} photo or file was copied beside the book.",
                "{count} photos or files were copied beside the book.",
                count,
            ).format(count=count)
        )


def _write(run: Invocation, asked: Asked, sheet: Sheet, plan: Plan, files: Files, line: Line) -> Text:
    """The refused rows are safe in their file before the others are in the book."""
    from crmcli.staff.desk import back_up_before, desk
    from crmcli.transfer.service import take_customers

    if len(plan.new) + len(plan.updates) >= LARGE:
        back_up_before(run, "before-import")
    kept = _keep_refused(run, asked, sheet)
    try:
        with desk(run, "import") as at, progress(run, _("Writing"), len(plan.new)) as advance:
            at = put_in_force(run, at, line)
            brought = bring_files(files.named, run.book_path, files.source)
            register_named(at, files.named, run.book_path)
            done = take_customers(at, sheet, plan, update=asked.update, owner=asked.owner, advance=advance)
            forget_what_nothing_is_of(at, line)
    except BaseException:
        if kept is not None and kept.is_new:
            with contextlib.suppress(OSError):
                os.unlink(kept.path)
        raise
    if done.plan is not plan and counts(sheet, done.plan, update=asked.update) != counts(
        sheet, plan, update=asked.update
    ):
        run.say(_("The book has changed meanwhile, so that it is not what was shown."))
    show_left_out(run, done.left_out)
    _say_brought(run, brought)
    if done.plan.new:
        run.say(_("crm due shows whom to contact today."))
    return summary(sheet, done.plan, done.staff, kept and kept.path, update=asked.update)


def _keep_refused(run: Invocation, asked: Asked, sheet: Sheet) -> Kept | None:
    if not sheet.refused:
        return None
    from crmcli.transfer.refused import write_refused

    kept = write_refused(asked.path, sheet.headers, sheet.refused)
    run.warn(
        _("The refused rows are in {path}, each with the reason; correct them there and import it.").format(
            path=kept.path
        )
    )
    return kept


@contextlib.contextmanager
def _without_collecting() -> Iterator[None]:
    """A hundred thousand cards hold no cycles; looking for some again and again costs a third of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _stdin() -> BinaryIO:
    if sys.stdin is None:
        import io

        return io.BytesIO()
    return sys.stdin.buffer
