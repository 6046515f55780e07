"""The program: `crm`, `crmcli` and `python -m crmcli`."""

import gc
import os
import sys

from crmcli.together import Together, load_together

_COMPLETE = "_complete"  # what the scripts of `crm completion` call; answered before Typer is loaded

_OBJECTS_BEFORE_COLLECTING = 250_000  # more than any command that writes one thing makes


def main() -> None:
    """Run the command line and end the process."""
    # Loading makes many objects and no garbage; looking for some again and again takes part of a quick answer.
    gc.set_threshold(_OBJECTS_BEFORE_COLLECTING)
    together: Together | None = load_together()
    code = _quick_code()
    if code is None:
        from crmcli.kit.cli.boundary import run

        code = run(sys.argv[1:], os.environ, _execute)
        together = None
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:  # the boundary has said what is wrong with it
            continue
    if together is not None and together.missing():
        from crmcli.bundling import keep

        keep(together)
    # Tearing down the interpreter costs up to 100 ms once SQLAlchemy is loaded; everything is flushed.
    os._exit(code)


def _quick_code() -> int | None:
    """The exit code where no Typer was needed to answer; None where it is."""
    if sys.argv[1:2] == [_COMPLETE]:
        from crmcli.completion.answering import answer as complete

        complete(sys.argv[2:], os.environ)
        return 0
    from crmcli.quick import answer

    return answer(sys.argv[1:], os.environ)


def _execute(argv: list[str]) -> object:
    from crmcli.app import execute

    return execute(argv)


if __name__ == "__main__":
    main()
