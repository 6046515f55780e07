"""Carrying out the lines of a batch: each its own transaction, or all in one."""

import io
import json
import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from crmcli.kit.cli.boundary import outcome_of
from crmcli.kit.cli.invocation import Invocation, Joined, begin, current
from crmcli.kit.cli.results import Answer, Text
from crmcli.kit.errors import ApprovalNeeded, NotFound, RuleRefused, UsageRefused, system_reason
from crmcli.kit.formats import render
from crmcli.kit.i18n import _
from crmcli.kit.shown import displayable

NOT_IN_A_BATCH = ("batch", "demo")
_DONE = 0


class Line(NamedTuple):
    """One command line and where it stands."""

    number: int
    text: str


class Outcome(NamedTuple):
    """What became of a line: its exit code, and what it printed or the sentence of its refusal."""

    line: Line
    code: int
    said: str
    record: Any = None
    done: bool = False  # also where something of it waits for a yes


class _Undone(Exception):
    """Ends an atomic batch at its first failure, so that the transaction is rolled back."""


def run_batch(run: Invocation, file: str, *, atomic: bool) -> Answer:
    """Carry out every line and print what became of it; the exit code is that of the first failure."""
    lines = list(_lines(file))
    machine = run.chosen_format in ("json", "jsonl")
    outcomes = _all_or_nothing(run, lines) if atomic else (_carry_out(run, line) for line in lines)
    first_failure = 0
    for outcome in outcomes:
        _show(outcome, machine=machine)
        first_failure = first_failure or outcome.code
    return Answer(None, first_failure)


def _lines(file: str) -> Iterator[Line]:
    for number, text in enumerate(_read(file).split("\n"), start=1):
        stripped = text.strip()
        if stripped and not stripped.startswith("#"):
            yield Line(number, stripped)


def _read(file: str) -> str:
    if file == "-":
        return sys.stdin.buffer.read().decode("utf-8", errors="replace") if sys.stdin else ""
    try:
        with open(file, "rb") as opened:
            return opened.read().decode("utf-8-sig", errors="replace")
    except FileNotFoundError as error:
        raise NotFound(_("There is no file {path}."), path=file) from error
    except OSError as error:
        raise RuleRefused(_("{path} cannot be read: {why}."), path=file, why=system_reason(error)) from error


@contextmanager
def _current_run(run: Invocation) -> Iterator[None]:
    outer = current()
    begin(run)
    try:
        yield
    finally:
        begin(outer)


def _carry_out(run: Invocation, line: Line) -> Outcome:
    inner = run.line([], line.number)
    inner.quiet = True  # a result line each is all there is to say
    with _current_run(inner):
        try:
            inner.words = _words(line)
            assert inner.execute is not None
            result = inner.execute(inner.words)
            code, result = (
                (result.exit_code, result.result) if isinstance(result, Answer) else (_DONE, result)
            )
            done = code == _DONE
            code = ApprovalNeeded.exit_code if done and inner.waits else code
            return Outcome(line, code, *_said(result), done=done)
        except (KeyboardInterrupt, BrokenPipeError):
            raise
        except Exception as error:
            return Outcome(line, *outcome_of(error))


def _words(line: Line) -> list[str]:
    """The words of a line as a shell would take them. Raises UsageRefused."""
    try:
        words = shlex.split(line.text)
    except ValueError as error:
        raise UsageRefused(_("A quote is not closed.")) from error
    words = words[1:] if words[:1] in (["crm"], ["crmcli"]) else words
    if any(word in NOT_IN_A_BATCH for word in words[:1]):
        raise UsageRefused(_("{verb} cannot be a line of a batch."), verb=words[0])
    if "-" in words:
        raise UsageRefused(_("A line of a batch cannot read stdin."))
    return words


def _said(result: Any) -> tuple[str, Any]:
    """What a result prints, for people and for machines."""
    if result is None:
        return "", None
    if isinstance(result, Text):
        return result.text, result.text if result.record is None else result.record
    format = current().chosen_format
    written = io.StringIO()
    if format in ("json", "jsonl"):
        render(result, "json", stream=written)
        return "", json.loads(written.getvalue())
    render(result, format or "plain", stream=written)
    return written.getvalue().rstrip("\n"), None


def _show(outcome: Outcome, *, machine: bool) -> None:
    if machine:
        shown = {"line": outcome.line.number, "command": outcome.line.text, "exit_code": outcome.code}
        shown |= {"result": outcome.record} if outcome.done else {"refusal": outcome.said}
        sys.stdout.write(json.dumps(shown, ensure_ascii=False) + "\n")
        return
    word = _("done") if outcome.code == _DONE else str(outcome.code)
    lines = [displayable(line) for line in outcome.said.split("\n")]
    joint = "\n" if len(lines) > 1 else "  "
    sys.stdout.write(f"{outcome.line.number}  {word}{joint}{os.linesep.join(lines)}".rstrip() + "\n")


def _all_or_nothing(run: Invocation, lines: list[Line]) -> Iterator[Outcome]:
    """Every line in one transaction. After a failure nothing is kept, and the other lines are not tried."""
    from crmcli.change.service import driver_of
    from crmcli.kit.storage.writing import transaction
    from crmcli.staff.desk import open_book

    if not lines:
        return
    made = run.book_missing
    open_book(run, run.book_path, run.clock.now().isoformat())
    outcomes: list[Outcome] = []
    try:
        with transaction(run.book_path, keep=not run.dry_run) as session:

            def reading() -> Any:
                session.flush()
                return driver_of(session.connection())

            joined = run.joined = Joined(session, reading)
            for line in lines:
                outcomes.append(_carry_out(run, line))
                if not outcomes[-1].done:
                    raise _Undone
    except _Undone:
        if made:
            os.unlink(run.book_path)
        run.warn(_("Line {number} failed; nothing was changed.").format(number=outcomes[-1].line.number))
        outcomes = outcomes[-1:]
    else:
        for tell in joined.afterwards:
            tell()
    finally:
        run.joined = None
    yield from outcomes
