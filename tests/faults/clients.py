"""Clients of one book, each a process: `python -m tests.faults.clients writer BOOK NAME COUNT [weak]`, `reader BOOK`.

A writer logs visits and counts up a field of the customer in the same transaction, as two programs at once would. It
prints as JSON what went wrong and how long it waited for the book, in seconds. Start-up is paid once.
"""

import json
import sys
import time
from typing import Any

from crmcli.due.queries import Asked, due_rows
from crmcli.kit.storage import writing
from crmcli.kit.storage.reading import reading

FIELD = "次数"
CUSTOMERS = 8


def weaken() -> None:
    """The engine without BEGIN IMMEDIATE: every statement is a transaction of its own."""
    writing._begin = lambda connection: None


def write(book: str, name: str, count: int) -> dict[str, Any]:
    """Log visits of one customer after the other, counting each; every writer goes round the same ones."""
    waits, errors = [], []
    for turn in range(count):
        started = time.monotonic()
        try:
            with _desk(book, name) as at:
                waits.append(time.monotonic() - started)
                _visit(at, f"C{turn % CUSTOMERS + 1:04}", f"{name} {turn}")
        except Exception as error:
            errors.append(f"{type(error).__name__}: {error}")
    return {"errors": errors, "waits": waits}


def _desk(book: str, name: str) -> Any:
    from crmcli.kit.cli.invocation import Invocation
    from crmcli.staff.desk import desk

    run = Invocation({"CRM_TODAY": "2026-11-22T09:30:00", "CRM_DB": book, "CRM_USER": name})
    run.quiet = True
    run.opened.add(book)  # one client is one start of the program
    return desk(run, "visit")


def _visit(at: Any, code: str, summary: str) -> None:
    from crmcli.visit.service import NewVisit, log_visit
    from tests.desk import TODAY, customer, set_own_field

    one = customer(at, code)
    found = (
        at.writing.reading()
        .execute("select value from customer_field where customer_id = ? and field = ?", (one.id, FIELD))
        .fetchone()
    )
    log_visit(at, one, NewVisit("call", TODAY, summary=summary))
    set_own_field(at, one, FIELD, str(int(found[0] if found else 0) + 1))


def read(book: str) -> dict[str, Any]:
    """Ask for the due list again and again until stdin ends."""
    import select

    from tests.desk import TODAY

    waits, errors = [], []
    while not select.select([sys.stdin], [], [], 0)[0]:
        started = time.monotonic()
        try:
            with reading(book) as connection:
                due_rows(connection, Asked(TODAY, TODAY, limit=20))
        except Exception as error:
            errors.append(f"{type(error).__name__}: {error}")
        waits.append(time.monotonic() - started)
        time.sleep(0.02)
    return {"errors": errors, "waits": waits}


def main(words: list[str]) -> dict[str, Any]:
    """Carry out what the words say, when stdin says go."""
    print("ready", flush=True)
    if words[0] == "reader":
        return read(words[1])
    sys.stdin.readline()
    if "weak" in words:
        weaken()
    return write(words[1], words[2], int(words[3]))


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1:])), flush=True)
