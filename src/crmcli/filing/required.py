"""What the playbook asks of a card and is not there."""

from __future__ import annotations

import sqlite3
from datetime import date


def missing_values(_book: sqlite3.Connection, _customer_id: int, _today: date) -> list[str]:
    """The required fields that are empty, by their names in the language in force."""
    return []
