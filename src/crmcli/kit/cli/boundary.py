"""Where every run begins and ends: one place prints results and refusals, and decides the exit code."""

import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from types import FrameType
from typing import Any

from crmcli.kit.cli.invocation import Invocation, begin, check_format, current
from crmcli.kit.cli.printing import be_lenient_about_encodings, show
from crmcli.kit.errors import Ambiguous, ApprovalNeeded, BookUnusable, CrmError, UsageRefused, system_reason
from crmcli.kit.i18n import _, set_language
from crmcli.kit.settings import Settings, choose_language

INTERRUPTED = 130
TERMINATED = 143
FAULT = 70


def run(argv: Sequence[str], environ: Mapping[str, str], execute: Callable[[list[str]], Any]) -> int:
    """Carry out one command line and give the exit code. `execute` parses the words and returns a result."""
    os.umask(0o077)
    be_lenient_about_encodings()
    signal.signal(signal.SIGTERM, _terminate)
    invocation = begin(Invocation(environ))
    try:
        return _run(invocation, list(argv), execute)
    except BaseException as error:
        return ended_by(error)


def ended_by(error: BaseException) -> int:
    """The exit code of a run that came to this; said, where there is anything to say."""
    if isinstance(error, KeyboardInterrupt):
        sys.stderr.write("\n")
        return INTERRUPTED
    if isinstance(error, _Terminated):
        return TERMINATED
    if isinstance(error, BrokenPipeError):
        _forget_stdout()
        return 0
    if not isinstance(error, Exception):
        raise error
    if isinstance(error, OSError) and error.filename is None:
        _forget_stdout()
    return _end_with(error)


class _Terminated(BaseException):
    """SIGTERM, so that transactions roll back and temporary files go."""


def _terminate(_number: int, _frame: FrameType | None) -> None:
    raise _Terminated


def _run(invocation: Invocation, argv: list[str], execute: Callable[[list[str]], Any]) -> int:
    # Once without the config file, so that what is wrong with that file is said in the right language.
    set_language(_language(argv, Settings(), invocation.environ))
    set_language(_language(argv, invocation.settings, invocation.environ))
    check_format(invocation.environ.get("CRM_FORMAT"))
    words = invocation.words = _recovered(argv)
    invocation.execute = execute
    result = execute(words)
    invocation.say_what_is_left_out(words)
    code = show(result)
    sys.stdout.flush()
    return code or (ApprovalNeeded.exit_code if invocation.waits else 0)


def _unusable(error: OSError) -> BookUnusable:
    why = system_reason(error)
    if error.filename is None:
        return BookUnusable(_("The output cannot be written: {why}."), why=why)
    return BookUnusable(_("{path} cannot be used: {why}."), path=error.filename, why=why)


def _language(argv: Sequence[str], settings: Settings, environ: Mapping[str, str]) -> Any:
    """Help texts are built as modules load, so the language is looked up before anything is parsed."""
    typed = None
    for word, following in zip(argv, [*argv[1:], ""], strict=False):
        if word == "--":
            break
        if word == "--lang":
            typed = following
        elif word.startswith("--lang="):
            typed = word.partition("=")[2]
    if typed is not None and typed not in ("zh", "en"):
        raise UsageRefused(_("--lang is zh or en."))
    return choose_language(typed, settings, environ)


def _recovered(argv: Sequence[str]) -> list[str]:
    from crmcli.kit.text import recover_argument

    return [recover_argument(word) for word in argv]


def _end_with(error: Exception) -> int:
    """Say what went wrong on stderr and give the exit code."""
    code, sentence = outcome_of(error)
    run_ = current()
    run_.warn(f"crm: {sentence}")
    if isinstance(error, Ambiguous):
        for line in error.candidates:
            run_.warn(f"  {line}")
    _show_traceback(error)
    return code


def outcome_of(error: Exception) -> tuple[int, str]:
    """The exit code and the sentence of whatever ended a command; what is no refusal is a fault of ours."""
    if isinstance(error, EOFError):
        error = UsageRefused(_("The input ended before the question was answered; nothing was changed."))
    elif isinstance(error, OSError):
        error = _unusable(error)
    if isinstance(error, CrmError):
        return error.exit_code, str(error)
    sentence = _("a fault of ours ({kind} at {where}); your book is as it was. CRM_DEBUG=1 shows more.")
    return FAULT, sentence.format(kind=type(error).__name__, where=_last_place(error))


def _show_traceback(error: Exception) -> None:
    if current().environ.get("CRM_DEBUG") == "1":
        import traceback

        traceback.print_exception(error)


def _last_place(error: Exception) -> str:
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    if traceback is None:
        return "?"
    return f"{os.path.basename(traceback.tb_frame.f_code.co_filename)}:{traceback.tb_lineno}"


def _forget_stdout() -> None:
    """Nobody takes the output; what is left in the buffer must not fail once more when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
