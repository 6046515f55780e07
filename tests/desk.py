"""Desks at a book of one's own: services on a real SQLite file, without the command line."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from crmcli.customer.field_values import FieldSetting, set_fields
from crmcli.customer.tables import Customer
from crmcli.intake.service import NewCustomer, register_customer
from crmcli.kit.cli.invocation import Invocation
from crmcli.staff.desk import Desk, desk

TODAY = date(2026, 11, 22)  # a Sunday


class Desks:
    """Opens one desk after another at the same book file; each is one command's transaction."""

    def __init__(self, folder: Path, playbook: str = "general") -> None:
        self.path = folder / "crm.db"
        self.environ: dict[str, str] = {}
        self.playbooks = folder / "config" / "crm" / "playbooks"
        self.playbooks.mkdir(parents=True)
        self.choose_playbook(playbook)
        self.folder = folder

    def choose_playbook(self, name: str) -> None:
        """The playbook that a new book gets."""
        self.playbooks.with_name("config.toml").write_text(f'playbook = "{name}"\n', encoding="utf-8")

    @contextmanager
    def __call__(
        self,
        today: date = TODAY,
        *,
        actor: str = "lily",
        command: str = "test",
        reason: str | None = None,
        dry_run: bool = False,
    ) -> Iterator[Desk]:
        run = Invocation(
            {
                "CRM_TODAY": f"{today}T09:30:00",
                "XDG_CONFIG_HOME": str(self.folder / "config"),
                "XDG_DATA_HOME": str(self.folder / "data"),
                "CRM_DB": str(self.path),
                "CRM_USER": actor,
            }
        )
        run.quiet, run.dry_run = True, dry_run
        with desk(run, command, reason) as at:
            yield at

    def connect(self) -> sqlite3.Connection:
        """A plain connection, as any other program would open the file; the caller closes it."""
        return sqlite3.connect(self.path, isolation_level=None)

    def rows(self, sql: str, *values: object) -> list[Any]:
        """What a query of another program gives."""
        with closing(self.connect()) as connection:
            return connection.execute(sql, values).fetchall()

    def row(self, sql: str, *values: object) -> Any:
        """The one row of a query."""
        (found,) = self.rows(sql, *values)
        return found

    def card(self, code: str = "C0001") -> dict[str, Any]:
        """The stored columns of a customer."""
        with closing(self.connect()) as connection:
            connection.row_factory = sqlite3.Row
            return dict(connection.execute("select * from customer where code = ?", (code,)).fetchone())


def register(at: Desk, name: str = "王小明", grade: str | None = None, **columns: object) -> Customer:
    """A new customer of whoever sits at the desk."""
    return register_customer(at, NewCustomer({"name": name, **columns}, at.my_id, grade))


def customer(at: Desk, code: str = "C0001") -> Customer:
    """The customer of that code."""
    return at.session.exec(select(Customer).where(Customer.code == code)).one()


def set_own_field(at: Desk, one: Customer, name: str, value: str) -> bool:
    """Write a field that no playbook defines; an empty value takes it away."""
    return set_fields(at, one, [FieldSetting(None, name, [value] if value else [])])


@pytest.fixture
def desks(tmp_path: Path) -> Desks:
    """A book with the general playbook."""
    return Desks(tmp_path)


@pytest.fixture
def show_flat(tmp_path: Path) -> Desks:
    """A book with the real-estate playbook, which has a window for the first follow-up."""
    return Desks(tmp_path, "real-estate")
