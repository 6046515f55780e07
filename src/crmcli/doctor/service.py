"""Putting right what is safe: what can be computed again, and rights. Content is mended as an entry, to be undone."""

from collections.abc import Callable, Sequence

from crmcli.customer.occasions import forget_birthdays
from crmcli.customer.rules import code_key, pinyin_column
from crmcli.customer.service import load_customer, touch
from crmcli.customer.tables import Customer
from crmcli.doctor.findings import Finding
from crmcli.doctor.structure import mend_schema
from crmcli.doctor.surroundings import mend_leftovers, mend_modes
from crmcli.duty.service import reckon_anew
from crmcli.grade.service import reschedule
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.storage.backups import make_backup
from crmcli.kit.storage.writing import transaction
from crmcli.kit.text import fold
from crmcli.staff.desk import Desk, desk


def mend(run: Invocation, findings: Sequence[Finding]) -> list[Finding]:
    """Mend what can be; the findings that were. The schema first, because whatever is written needs it."""
    wanted = {finding.mending for finding in findings if finding.mending is not None}
    if run.dry_run:
        return []
    for name, carry_out in _AROUND.items():
        if name in wanted:
            carry_out(run)
    inside = [finding for finding in findings if finding.mending in _INSIDE]
    if inside:
        with desk(run, "doctor") as at:
            for finding in inside:
                _INSIDE[str(finding.mending)](at, finding)
    return [finding for finding in findings if finding.mending is not None]


def _mend_schema(run: Invocation) -> None:
    from crmcli.change.bulk import driver_of

    with transaction(run.book_path) as session:
        mend_schema(driver_of(session.connection()))


_AROUND: dict[str, Callable[[Invocation], None]] = {
    "modes": lambda run: mend_modes(run.book_path),
    "leftovers": lambda run: mend_leftovers(run.book_path),
    "schema": _mend_schema,
    "backup": lambda run: void(make_backup(run.book_path, run.clock.now(), "asked")),
}


def void(_result: object) -> None:
    """Only what was done counts."""


def _follow_up(at: Desk, finding: Finding) -> None:
    customer = _customer(at, finding)
    reschedule(at, customer)
    touch(at, customer)


def _search_keys(at: Desk, finding: Finding) -> None:
    customer = _customer(at, finding)
    customer.code_key, customer.name_folded = code_key(customer.code), fold(customer.name)
    customer.pinyin_keys = pinyin_column(customer.name)
    touch(at, customer)


def _customer(at: Desk, finding: Finding) -> Customer:
    return load_customer(at, finding.row_id or 0)


_INSIDE: dict[str, Callable[[Desk, Finding], None]] = {
    "follow_up": _follow_up,
    "search_keys": _search_keys,
    "birthdays": lambda at, _finding: forget_birthdays(at.writing),
    "duties": lambda at, _finding: reckon_anew(at.writing),
}
