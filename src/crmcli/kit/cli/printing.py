"""The one printer of what commands return, in the format of the run."""

from __future__ import annotations

import os
import sys

from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.results import Answer, Pages, Text
from crmcli.kit.formats import default_format, render

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from typing import Any

    from crmcli.kit.formats.terminal import Terminal


def be_lenient_about_encodings() -> None:
    """A terminal that cannot show a character gets a question mark; a stream that is closed takes anything."""
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def show(result: Any) -> int:
    """Print a result in the format of this run; the exit code is 0 unless the result brings its own."""
    if result is None:
        return 0
    if isinstance(result, Answer):
        show(result.result)
        return result.exit_code
    if isinstance(result, Pages):
        for place, page in enumerate(result.pages):
            if place and not isinstance(page, Text):
                sys.stdout.write("\n")
            show(page)
        return 0
    run = current()
    format = run.chosen_format or default_format(sys.stdout.isatty())
    if isinstance(result, Text):
        _show_text(result, format)
    else:
        talk = None if not run.quiet else open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
        render(result, format, stream=sys.stdout, terminal=_terminal(format), talk=talk)
    return 0


def _terminal(format: str) -> Terminal | None:
    """What there is to see on; only a table asks."""
    if format != "table":
        return None
    from crmcli.kit.formats.terminal import terminal_of

    return terminal_of(sys.stdout, os.environ)


def _show_text(result: Text, format: str) -> None:
    if format in ("json", "jsonl"):
        from crmcli.kit.formats.json_text import dumps

        sys.stdout.write(dumps(result.text if result.record is None else result.record) + "\n")
    else:
        from crmcli.kit.shown import displayable_block

        sys.stdout.write(displayable_block(result.text) + "\n")
