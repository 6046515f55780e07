"""A program that has everything loaded and forks a fresh victim for each command, so that a fault costs no start.

`python -m tests.faults.server` reads a line of JSON: `words`, `environ`, `folder`, `weak`. It answers with the victim's
`pid`, which waits for the line `go`, and then with how the victim ended: its exit code, or minus a signal.
"""

import json
import os
import sqlite3
import sys
from typing import Any

OUT, ERR = "out.txt", "err.txt"


def main() -> None:
    """Serve until stdin ends."""
    for line in sys.stdin:
        order = json.loads(line)
        if order.get("warm_up"):
            _warm_up(order)
            continue
        gate, opener = os.pipe()
        readiness, ready = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(opener)
            _live(gate, ready, order)
        os.close(gate)
        os.close(ready)
        os.read(readiness, 1)  # its streams are in place: what it opens from now on is the command's
        os.close(readiness)
        _tell({"pid": pid})
        sys.stdin.readline()
        os.close(opener)
        _pid, status = os.waitpid(pid, 0)
        _tell({"ended": os.waitstatus_to_exitcode(status)})


def _tell(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), flush=True)


def _warm_up(order: dict[str, Any]) -> None:
    """Carry a command out here, so that every victim has its modules."""
    pid = os.fork()
    if pid == 0:
        os.chdir(order["folder"])
        _stand_in(order["folder"])
        _run(order)
        modules = sorted(name for name in sys.modules if not name.startswith("__"))
        with open(os.path.join(order["folder"], "modules.json"), "w", encoding="utf-8") as file:
            json.dump(modules, file)
        os._exit(0)
    os.waitpid(pid, 0)
    import importlib

    with open(os.path.join(order["folder"], "modules.json"), encoding="utf-8") as file:
        for name in json.load(file):
            try:
                importlib.import_module(name)
            except ImportError:
                continue
    _tell({"warm": True})


def _live(gate: int, ready: int, order: dict[str, Any]) -> None:
    os.chdir(order["folder"])
    _stand_in(order["folder"])
    os.close(ready)
    os.read(gate, 1)  # until whoever watches is there
    code = 70
    try:
        code = _run(order)
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        pass
    os._exit(code)


def _stand_in(folder: str) -> None:
    """The victim's own streams, outside of the folder that faults are injected in."""
    outside = os.path.dirname(folder)
    streams = ((os.devnull, os.O_RDONLY, 0), (OUT, os.O_WRONLY, 1), (ERR, os.O_WRONLY, 2))
    for name, flags, number in streams:
        path = os.path.join(outside, name) if number else name
        descriptor = os.open(path, flags | (os.O_CREAT | os.O_TRUNC if number else 0), 0o600)
        os.dup2(descriptor, number)
        os.close(descriptor)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115


def _run(order: dict[str, Any]) -> int:
    from crmcli.app import execute
    from crmcli.kit.cli.boundary import run

    if order.get("weak"):
        WEAKNESSES[order["weak"]]()
    os.environ.clear()
    os.environ.update(order["environ"])
    return run(order["words"], order["environ"], execute)


def _no_journal() -> None:
    """An engine that changes the file in place, as one without a journal does."""
    from crmcli.kit.storage import writing

    pragmas = ("journal_mode = off", "synchronous = off", "foreign_keys = on", "cache_size = 5")
    setattr(writing, "_PRAGMAS", pragmas)  # noqa: B010


def _no_transaction() -> None:
    """Every statement by itself, so that a command can be half done."""
    from crmcli.kit.storage import writing

    writing._begin = lambda connection: None


def _silent_errors() -> None:
    """A program that says nothing of what went wrong."""
    from crmcli.kit.cli import boundary

    boundary.outcome_of = lambda _error: (7, "")  # type: ignore[assignment]


def _copy_in_place() -> None:
    """Backups written over the old one, byte by byte, and not checked."""
    from crmcli.backup import keeping

    def plain(source: str, target: str, **_checks: bool) -> dict[str, int]:
        with open(source, "rb") as book, open(target, "wb", buffering=0) as copy:
            while chunk := book.read(4096):
                copy.write(chunk)
        return {}

    setattr(keeping, "copy_book", plain)  # noqa: B010


WEAKNESSES = {
    "no journal": _no_journal,
    "no transaction": _no_transaction,
    "silent errors": _silent_errors,
    "copy in place": _copy_in_place,
}

if __name__ == "__main__":
    assert sqlite3.sqlite_version
    main()
