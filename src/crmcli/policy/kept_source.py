"""What the book has of the playbook's own file: its title, and which fields are never the customer's to see.

The mark of such fields is read from the shipped playbook of that name too: an older program has kept the file without
it. Of fields of a playbook that was in force before, the shipped playbooks know.
"""

import json
import sqlite3
from collections.abc import Collection, Iterator
from typing import Any

from crmcli.kit.i18n import language
from crmcli.policy.schema import Playbook, load_playbook, shipped_names

_KEPT = "select value from policy_value where key = 'playbook_source'"


def _kept(book: sqlite3.Connection) -> dict[str, Any]:
    """The playbook in force as it was put in force; the shipped general one where there is no book yet."""
    found = book.execute(_KEPT).fetchone()
    kept: dict[str, Any] = json.loads(found[0]) if found else load_playbook("general", "").model_dump()
    return kept


def title_in_force(book: sqlite3.Connection) -> str:
    """What the line of business is called in the user's language."""
    return str(_kept(book)["title"][language()])


def called_in_force(book: sqlite3.Connection) -> str:
    """What is said of it, as `Playbook.called`."""
    kept = _kept(book)
    return str(kept["title"]["zh"] if language() == "zh" else kept["name"])


def internal_fields(book: sqlite3.Connection, retired: Collection[str]) -> set[str]:
    """The keys of fields that are what we think of a customer.

    `retired` are those with a value that the playbook in force does not have.
    """
    kept, shipped = _kept(book), shipped_names()
    found = {one["name"] for one in kept.get("field", ()) if one.get("internal")}
    if kept["name"] in shipped:
        found |= set(_marked(load_playbook(kept["name"], "")))
    if retired:
        before = {key for name in shipped for key in _marked(load_playbook(name, ""))}
        found |= before & set(retired)
    return found


def _marked(playbook: Playbook) -> Iterator[str]:
    return (field.name for field in playbook.field if field.internal)
