"""The program: `crm`, `crmcli` and `python -m crmcli`."""

import os
import sys

_COMPLETE = "_complete"  # what the scripts of `crm completion` call; answered before Typer is loaded


def main() -> None:
    """Run the command line and end the process."""
    if sys.argv[1:2] == [_COMPLETE]:
        from crmcli.completion.answering import answer

        answer(sys.argv[2:], os.environ)
        os._exit(0)
    from contextlib import suppress

    from crmcli.kit.cli.boundary import run

    code = run(sys.argv[1:], os.environ, _execute)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):  # the boundary has said what is wrong with it
            stream.flush()
    # Tearing down the interpreter costs up to 100 ms once SQLAlchemy is loaded; everything is flushed.
    os._exit(code)


def _execute(argv: list[str]) -> object:
    from crmcli.app import execute

    return execute(argv)


if __name__ == "__main__":
    main()
