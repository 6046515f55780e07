"""The program: `crm`, `crmcli` and `python -m crmcli`."""

import os
import sys


def main() -> None:
    """Run the command line and end the process."""
    from crmcli.kit.cli.boundary import run

    code = run(sys.argv[1:], os.environ, _execute)
    sys.stdout.flush()
    sys.stderr.flush()
    # Tearing down the interpreter costs up to 100 ms once SQLAlchemy is loaded; everything is flushed.
    os._exit(code)


def _execute(argv: list[str]) -> object:
    from crmcli.app import execute

    return execute(argv)


if __name__ == "__main__":
    main()
