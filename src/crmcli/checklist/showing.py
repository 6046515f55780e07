"""Checklists as records and tables: everything for machines, a glance for people."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from crmcli.checklist.conditions import facts_of
from crmcli.checklist.periods import required_periods
from crmcli.checklist.queries import Application
from crmcli.checklist.records import Party, Receipt
from crmcli.checklist.rules import expired_since, has_expired
from crmcli.checklist.standing import Line, Part
from crmcli.checklist.vocabulary import role_words
from crmcli.checklist.wording import (
    enumerate_words,
    line_words,
    party_words,
    state_word,
    timeliness,
    timeliness_labels,
    title_of,
    words_of,
)
from crmcli.customer.vocabulary import labels
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.dates import describe_date
from crmcli.kit.formats import Block, Column, Field, Listing, Record
from crmcli.kit.i18n import _

_STYLES = {"missing": "red", "rejected": "red", "partial": "yellow", "optional": "dim"}


def checklist_mapping(one: Application, today: date) -> dict[str, Any]:
    """One checklist under English keys: ISO dates, stored words."""
    found, head = one.standing, one.head
    deadline = head.deadline_on
    return {
        "checklist": head.code,
        "code": head.customer_code,
        "name": head.name,
        "template": head.template,
        "title": one.template.title._asdict(),
        "applied_on": head.applied_on.isoformat(),
        "deadline_on": deadline.isoformat() if deadline else None,
        "deadline_rule": head.deadline_rule,
        "state": state_of(one),
        "timeliness": timeliness(deadline, found.gathered_on, today, closed=head.closed_on is not None),
        "required": len(found.required),
        "missing": len(found.missing),
        "gathered_on": found.gathered_on.isoformat() if found.gathered_on else None,
        "closed_on": head.closed_on.isoformat() if head.closed_on else None,
        "closed_reason": head.closed_reason,
        "owner": head.owner,
        "parties": [_party(one, party) for party in one.records.parties],
        "items": [_line(one, line, today) for line in found.lines],
    }


def state_of(one: Application) -> str:
    """open, gathered (all there, not all verified), complete, closed."""
    if one.head.closed_on is not None:
        return "closed"
    return "complete" if one.standing.is_complete else "gathered" if one.standing.is_gathered else "open"


def _party(one: Application, party: Party) -> dict[str, Any]:
    by_id = {other.id: other for other in one.records.parties}
    holder = by_id.get(party.holder_id or 0)
    mapping: dict[str, Any] = {
        "role": party.role,
        "name": party.name or None,
        "kind": party.kind,
        "holder": (holder.name or holder.role) if holder else None,
        "template": one.template_of(party).name if party.hands_in_a_list else None,
    }
    if party.hands_in_a_list:
        template = one.template_of(party)
        facts = facts_of(template, party, one.records.facts.get(party.id, {}))
        mapping["facts"] = {fact: facts[fact] for fact in template.facts}
    return mapping


def _line(one: Application, line: Line, today: date) -> dict[str, Any]:
    return {
        "holder": line.holder.name,
        "holder_role": line.holder.role,
        "number": line.item.number,
        "item": line.item.name,
        "title": line.item.title._asdict(),
        "state": line.state,
        "have": line.bundle.have,
        "need": line.bundle.need,
        "expired": has_expired(line, today),
        "papers": [_part(one, part) for part in line.bundle.parts()],
    }


def _part(one: Application, part: Part) -> dict[str, Any]:
    periods = required_periods(part.requirement.covers, one.records.applied_on)
    return {
        "paper": part.paper,
        "title": words_of(one, part)._asdict(),
        "party": part.person.name or None,
        "role": part.person.role,
        "state": part.state,
        "have": part.have,
        "need": part.need,
        "form": list(part.requirement.form),
        "must_cover": [[str(period.first), str(period.last)] for period in periods],
        "lacks": [
            {
                "kind": short.kind,
                "copies": short.lacking or None,
                "periods": [[str(period.first), str(period.last)] for period in short.periods],
                "day": short.day.isoformat() if short.day else None,
            }
            for short in part.shortfalls
            if part.receipts
        ],
        "waived_by": part.waiver.by if part.waiver else None,
        "waived_reason": part.waiver.reason if part.waiver else None,
        "receipts": [_receipt(receipt) for receipt in part.receipts],
    }


def _receipt(receipt: Receipt) -> dict[str, Any]:
    return {
        "id": receipt.id,
        "copies": receipt.copies,
        "received_on": receipt.received_on.isoformat(),
        "from": receipt.period.first.isoformat() if receipt.period else None,
        "to": receipt.period.last.isoformat() if receipt.period else None,
        "issued_on": receipt.issued_on.isoformat() if receipt.issued_on else None,
        "expires_on": receipt.expires_on.isoformat() if receipt.expires_on else None,
        "state": receipt.state,
        "reason": receipt.reason,
        "received_by": receipt.received_by,
        "decided_on": receipt.decided_on.isoformat() if receipt.decided_on else None,
        "decided_by": receipt.decided_by,
        "original_seen": receipt.original_seen,
        "note": receipt.note,
        "file_name": receipt.file_name,
    }


def checklist_record(found: Sequence[Application], name: str, today: date) -> Record:
    """The checklists of one customer or subject: a table for each list, read at a glance."""
    mapping = {
        "code": next((one.head.customer_code for one in found), None),
        "name": name,
        "checklists": [checklist_mapping(one, today) for one in found],
    }
    blocks = [block for one in found for block in _blocks(one, today)]
    return Record(mapping, blocks, line=name)


def written_checklist(run: Invocation, one: Application) -> Record:
    """What a write prints: the checklist's code, and for JSON all of it as it is now."""
    return Record(checklist_mapping(one, run.today), line=one.head.code, code_key="checklist")


def _blocks(one: Application, today: date) -> Iterator[Block]:
    head = one.head
    heading = f"{head.name}  {head.customer_code or ''}  {one.template.title.here}  {head.code}"
    yield Block(" ".join(heading.split()), list(_fields(one, today)))
    holders = list(dict.fromkeys(line.holder for line in one.standing.lines))
    for holder in holders:
        lines = [line for line in one.standing.lines if line.holder == holder]
        title = party_words(holder) if len(holders) > 1 else ""
        yield Block(title, _table(one, lines, today))


def _fields(one: Application, today: date) -> Iterator[Field]:
    head, found = one.head, one.standing
    there = len(found.required) - len(found.missing)
    yield Field(_("State"), labels("checklist_state")[state_of(one)])
    yield Field(_("Papers"), _("{there} of {required}").format(there=there, required=len(found.required)))
    yield Field(_("Applied on"), head.applied_on.isoformat(), "date")
    yield Field(_("Deadline"), _deadline(one, today))
    yield Field(_("All there on"), found.gathered_on.isoformat() if found.gathered_on else None, "date")
    yield Field(_("Parties"), enumerate_words(party_in_words(one, party) for party in one.parties))
    yield Field(_("Facts"), _facts(one) or None)
    expired = expired_since(found, today)
    yield Field(_("Expired since"), enumerate_words(title_of(one, part) for part in expired) or None)
    yield Field(_("Notes"), "\n".join(note.here for note in one.template.notes) or None)
    yield Field(_("Closed"), _closed(one))


def party_in_words(one: Application, party: Party) -> str:
    """A party and their role; one in another's list as it is typed: 张三/spouse."""
    holder = next((other for other in one.records.parties if other.id == party.holder_id), one.main)
    role = role_words(party.role)
    role = role if holder.id == one.main.id else f"{holder.name or holder.role}/{role}"
    return f"{role} {party.name}" if party.name else _("{role} (not named yet)").format(role=role)


def _deadline(one: Application, today: date) -> str | None:
    head = one.head
    if head.deadline_on is None:
        return None
    how = timeliness(head.deadline_on, one.standing.gathered_on, today, closed=head.closed_on is not None)
    words = describe_date(head.deadline_on, today)
    return f"{words}, {timeliness_labels()[how]}" if how else words


def _facts(one: Application) -> str:
    """What holds of each list, as said or as assumed."""
    words = []
    for holder in one.records.parties:
        if not holder.hands_in_a_list:
            continue
        template = one.template_of(holder)
        said = one.records.facts.get(holder.id, {})
        for name, fact in template.facts.items():
            value = said.get(name, fact.default)
            answer = _("yes") if value else _("no")
            told = f"{fact.ask.here}: {answer}" + ("" if name in said else f" ({_('assumed')})")
            words.append(told if holder.id == one.main.id else f"{holder.name}: {told}")
    return "\n".join(words)


def _closed(one: Application) -> str | None:
    if one.head.closed_on is None:
        return None
    return ": ".join(filter(None, (describe_date(one.head.closed_on), one.head.closed_reason)))


def _style(line: Line, today: date) -> str:
    return "red" if has_expired(line, today) else _STYLES.get(line.state, "green")


def _table(one: Application, lines: Sequence[Line], today: date) -> Listing:
    columns = [
        Column("number", "#", "int"),
        Column("title", _("Item"), style=True),
        Column("state", _("State"), style=True),
        Column("missing", _("Details"), line=2),
    ]
    rows = [
        (
            line.item.number,
            line.item.title.here,
            state_word(line, today),
            line_words(one, line),
            _style(line, today),
        )
        for line in lines
    ]
    return Listing(columns, rows, style=lambda row: row[-1])
