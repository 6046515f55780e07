"""Checklists written as documents: everything of each, kept files too."""

import base64
import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.errors import BookUnusable
from crmcli.kit.i18n import _
from crmcli.kit.keeping import content_of

_HEAD = (
    "select k.code as checklist, c.code as code, coalesce(c.name, k.subject) as name, k.subject, k.applied_on,"
    " k.deadline_on, k.deadline_rule, s.name as owner, k.started_at, k.closed_on, k.closed_reason"
    " from checklist k join staff s on s.id = k.owner_id left join customer c on c.id = k.customer_id where k.id = ?"
)
_PARTIES = (
    "select id as key, holder_id as holder, template_id as template, role, name, kind, dropped_on"
    " from checklist_party where checklist_id = ? order by id"
)
_FACTS = "select party_id as party, fact, value from checklist_fact where checklist_id = ? order by id"
_RECEIPTS = (
    "select holder_id as holder, party_id as party, item, paper, copies, covers_from_on, covers_to_on, issued_on,"
    " expires_on, note, f.digest as file, r.file_name, received_on, s.name as received_by, state, decided_on,"
    " d.name as decided_by, original_seen, reason from checklist_receipt r join staff s on s.id = r.received_by_id"
    " left join staff d on d.id = r.decided_by_id left join checklist_file f on f.id = r.file_id"
    " where checklist_id = ? order by r.id"
)
_WAIVERS = (
    "select holder_id as holder, party_id as party, item, paper, waived_on, s.name as by, reason"
    " from checklist_waiver w join staff s on s.id = w.by_id where checklist_id = ? order by w.id"
)
_FILES = (
    "select distinct f.digest, f.name from checklist_receipt r join checklist_file f on f.id = r.file_id"
    " where r.checklist_id = ? order by f.id"
)


def checklist_documents(
    run: Invocation, book: sqlite3.Connection, ids: Sequence[int]
) -> Iterator[dict[str, Any]]:
    """The checklists of these ids as documents, one at a time."""
    for checklist_id in ids:
        yield _document(run, book, checklist_id)


def _document(run: Invocation, book: sqlite3.Connection, checklist_id: int) -> dict[str, Any]:
    (head,) = _mappings(book, _HEAD, checklist_id)
    parties = _mappings(book, _PARTIES, checklist_id)
    template_ids = list(dict.fromkeys(one["template"] for one in parties if one["template"] is not None))
    keys = {one["key"]: place for place, one in enumerate(parties, start=1)}
    for one in parties:
        one["key"], one["holder"] = keys[one["key"]], keys.get(one["holder"])
        one["template"] = template_ids.index(one["template"]) if one["template"] is not None else None
    rows = {name: _mappings(book, query, checklist_id) for name, query in _PARTS.items()}
    for row in (row for part in rows.values() for row in part):
        for key in ("holder", "party"):
            if key in row:
                row[key] = keys.get(row[key])
        for key in ("value", "original_seen"):
            if key in row:
                row[key] = bool(row[key])
    named = book.execute(_FILES, (checklist_id,)).fetchall()
    files = [
        {"sha256": digest, "name": name, "content": _content(run, digest, name)} for digest, name in named
    ]
    templates = [_definition(book, template_id) for template_id in template_ids]
    return {"crm_checklist": 1, **head, "templates": templates, "parties": parties, **rows, "files": files}


def _content(run: Invocation, digest: str, name: str) -> str | None:
    """A kept file in Base64; one that is lost or damaged is said and keeps nothing else from being written."""
    try:
        return base64.b64encode(content_of(run, digest)).decode()
    except BookUnusable as fault:
        run.warn(_("The file {name} is left out: {why}").format(name=name, why=fault))
        return None


_PARTS = {"facts": _FACTS, "receipts": _RECEIPTS, "waivers": _WAIVERS}


def _definition(book: sqlite3.Connection, template_id: int) -> Any:
    (text,) = book.execute(
        "select definition from checklist_template where id = ?", (template_id,)
    ).fetchone()
    return json.loads(text)


def _mappings(book: sqlite3.Connection, query: str, checklist_id: int) -> list[dict[str, Any]]:
    cursor = book.execute(query, (checklist_id,))
    keys = [column[0] for column in cursor.description]
    return [dict(zip(keys, row, strict=True)) for row in cursor]
