"""The program: `crm`, `crmcli` and `python -m crmcli`."""

import gc
import os
import sys

_COMPLETE = "_complete"  # what the scripts of `crm completion` call; answered before Typer is loaded

_OBJECTS_BEFORE_COLLECTING = 100_000


def main() -> None:
    """Run the command line and end the process."""
    # Loading makes many objects and no garbage; looking for some again and again takes part of a quick answer.
    gc.set_threshold(_OBJECTS_BEFORE_COLLECTING)
    if sys.argv[1:2] == [_COMPLETE]:
        from crmcli.completion.answering import answer

        answer(sys.argv[2:], os.environ)
        os._exit(0)
    from crmcli.quick import answer as quick_answer

    code = quick_answer(sys.argv[1:], os.environ)
    if code is None:
        from crmcli.kit.cli.boundary import run

        code = run(sys.argv[1:], os.environ, _execute)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:  # the boundary has said what is wrong with it
            continue
    # Tearing down the interpreter costs up to 100 ms once SQLAlchemy is loaded; everything is flushed.
    os._exit(code)


def _execute(argv: list[str]) -> object:
    from crmcli.app import execute

    return execute(argv)


if __name__ == "__main__":
    main()
