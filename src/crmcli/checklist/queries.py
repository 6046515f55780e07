"""Checklists read from the book: which there are, and everything that was recorded of one."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from crmcli.checklist.periods import Period
from crmcli.checklist.records import Party, Receipt, Records, Waiver
from crmcli.checklist.rules import parties_asked, standing
from crmcli.checklist.standing import Standing
from crmcli.checklist.template import Template, template_from

_HEAD = (
    "id, code, customer_id, customer_code, name, subject, template, applied_on, deadline_on, deadline_rule, owner,"
    " closed_on, closed_reason, rev"
)


# What stands at the top of each checklist.
_HEADS = """(
select k.id, k.code, k.customer_id, c.code as customer_code, coalesce(c.name, k.subject) as name, k.subject,
  t.name as template, k.applied_on, k.deadline_on, k.deadline_rule, s.name as owner, k.closed_on, k.closed_reason, k.rev
from checklist k join checklist_template t on t.id = k.template_id join staff s on s.id = k.owner_id
  left join customer c on c.id = k.customer_id)
"""


class Head(NamedTuple):
    """What stands at the top of a checklist. `template` is the name of the main party's."""

    id: int
    code: str
    customer_id: int | None
    customer_code: str | None
    name: str
    subject: str | None
    template: str
    applied_on: date
    deadline_on: date | None
    deadline_rule: str | None
    owner: str
    closed_on: date | None
    closed_reason: str | None
    rev: int


class Application(NamedTuple):
    """One checklist as it was recorded, and how it stands."""

    head: Head
    records: Records
    templates: Mapping[int, Template]  # by id, as they were kept
    standing: Standing

    @property
    def template(self) -> Template:
        """The template of the main party."""
        return self.template_of(self.main)

    def template_of(self, holder: Party) -> Template:
        """The template of whoever hands in a list."""
        return self.templates[holder.template_id or 0]

    @property
    def parties(self) -> list[Party]:
        """The parties of whom anything may be asked."""
        return parties_asked(self.records, self.templates)

    @property
    def main(self) -> Party:
        """Whose application it is."""
        return self.records.parties[0]


def customer_checklists(book: sqlite3.Connection, customer_id: int, *, closed: bool = False) -> list[Head]:
    """The checklists of a customer, the open ones first, each by age; closed ones only where asked for."""
    condition = "customer_id = ?" + ("" if closed else " and closed_on is null")
    return _heads(book, condition, (customer_id,))


def subject_checklists(book: sqlite3.Connection, folded: str, *, closed: bool = False) -> list[Head]:
    """The checklists that stand under a name, of an office or a partner."""
    condition = "id in (select id from checklist where subject_folded = ?)"
    return _heads(book, condition + ("" if closed else " and closed_on is null"), (folded,))


def checklist_coded(book: sqlite3.Connection, code: str) -> Head | None:
    """The checklist of that code."""
    return next(iter(_heads(book, "code = ? collate nocase", (code,))), None)


def subjects(book: sqlite3.Connection) -> list[str]:
    """The offices and partners under whose name a checklist stands."""
    rows = book.execute("select distinct subject from checklist where subject is not null order by subject")
    return [subject for (subject,) in rows]


def _heads(book: sqlite3.Connection, condition: str, values: Sequence[object]) -> list[Head]:
    query = f"select {_HEAD} from {_HEADS} where {condition} order by closed_on is not null, applied_on, id"
    return [_head(row) for row in book.execute(query, values)]


def _head(row: Sequence[Any]) -> Head:
    head = Head(*row)
    return head._replace(
        applied_on=date.fromisoformat(row[7]), deadline_on=_day(row[8]), closed_on=_day(row[11])
    )


def applications(book: sqlite3.Connection, heads: Iterable[Head]) -> list[Application]:
    """Everything that was recorded of these checklists."""
    known: dict[int, Template] = {}
    return [_application(book, head, known) for head in heads]


def heads_by_id(book: sqlite3.Connection, ids: Sequence[int]) -> list[Head]:
    """The checklists of these ids, at most some hundred."""
    return _heads(book, f"id in ({', '.join('?' * len(ids))})", ids)


def _application(book: sqlite3.Connection, head: Head, known: dict[int, Template]) -> Application:
    rows = book.execute(
        "select id, role, name, kind, holder_id, template_id from checklist_party"
        " where checklist_id = ? and dropped_on is null order by holder_id is not null, id",
        (head.id,),
    )
    parties = [Party(*row) for row in rows.fetchall()]
    ids = {party.template_id for party in parties if party.template_id is not None}
    for template_id in ids - known.keys():
        known[template_id] = _template(book, template_id)
    templates = {template_id: known[template_id] for template_id in ids}
    # A list of somebody who was dropped is asked for by nobody; what came for it stays in the book.
    there = {party.id for party in parties}
    parties = [party for party in parties if party.holder_id is None or party.holder_id in there]
    told = _facts(book, head.id), _receipts(book, head.id), _waivers(book, head.id)
    records = Records(head.applied_on, parties, *told)
    return Application(head, records, templates, standing(records, templates))


def _template(book: sqlite3.Connection, template_id: int) -> Template:
    (text,) = book.execute(
        "select definition from checklist_template where id = ?", (template_id,)
    ).fetchone()
    return template_from(json.loads(text))


def _facts(book: sqlite3.Connection, checklist_id: int) -> dict[int, dict[str, bool]]:
    facts: dict[int, dict[str, bool]] = {}
    for party_id, fact, value in book.execute(
        "select party_id, fact, value from checklist_fact where checklist_id = ?", (checklist_id,)
    ):
        facts.setdefault(party_id, {})[fact] = bool(value)
    return facts


def _receipts(book: sqlite3.Connection, checklist_id: int) -> list[Receipt]:
    rows = book.execute(
        "select r.id, holder_id, party_id, item, paper, copies, received_on, covers_from_on, covers_to_on, issued_on,"
        " expires_on, state, reason, s.name, decided_on, d.name, original_seen, note, file_name"
        " from checklist_receipt r join staff s on s.id = r.received_by_id"
        " left join staff d on d.id = r.decided_by_id where checklist_id = ? order by r.id",
        (checklist_id,),
    )
    return [_receipt(row) for row in rows]


def _receipt(row: Sequence[Any]) -> Receipt:
    receipt_id, holder_id, party_id, item, paper, copies, received_on, first, last, *told = row
    issued_on, expires_on, state, reason, received_by, decided_on, decided_by, original_seen, *rest = told
    note, file_name = rest
    return Receipt(
        receipt_id,
        holder_id,
        party_id,
        item,
        paper,
        copies,
        date.fromisoformat(received_on),
        _period(first, last),
        _day(issued_on),
        _day(expires_on),
        state,
        reason,
        received_by,
        _day(decided_on),
        decided_by,
        bool(original_seen),
        note,
        file_name,
    )


def _waivers(book: sqlite3.Connection, checklist_id: int) -> list[Waiver]:
    rows = book.execute(
        "select holder_id, party_id, item, paper, waived_on, s.name, reason from checklist_waiver w"
        " join staff s on s.id = w.by_id where checklist_id = ? order by w.id",
        (checklist_id,),
    )
    return [
        Waiver(holder_id, party_id, item, paper, date.fromisoformat(waived_on), by, reason)
        for holder_id, party_id, item, paper, waived_on, by, reason in rows
    ]


def _period(first: str | None, last: str | None) -> Period | None:
    if first is None or last is None:
        return None
    return Period(date.fromisoformat(first), date.fromisoformat(last))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
