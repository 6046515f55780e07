"""Checklists taken back from their documents: all of them or none, the same one twice changes nothing."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from sqlmodel import select

from crmcli.checklist.carrying_out import checklist_documents
from crmcli.checklist.document_checks import Checker, Incoming
from crmcli.checklist.documents import ChecklistDocument, mapping_of
from crmcli.checklist.service import keep_file, keep_template, next_code
from crmcli.checklist.tables import (
    Checklist,
    ChecklistFact,
    ChecklistParty,
    ChecklistReceipt,
    ChecklistWaiver,
)
from crmcli.customer.rules import NAME_LIMIT
from crmcli.customer.taking import (
    Compared,
    Telling,
    customer_told,
    line_told,
    sort_documents,
    staff_told,
    take_sorted,
)
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.results import Text
from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.keeping import copy_bytes_in, plain_name
from crmcli.kit.text import clean_line, fold
from crmcli.staff.desk import Desk


def take_documents(run: Invocation, found: Sequence[object], *, skip_bad: bool) -> Text:
    """Take checklists back. Raises RuleRefused where one cannot be taken, unless bad ones are skipped, and on a no."""
    telling = Telling(
        "checklists",
        _("These checklists are in the book and differ; they are left as they are: {names}."),
        _("Checklists that cannot be taken: {count}. Nothing was written; --skip-bad takes the others."),
        _("Checklists to take: {count}. Go ahead?"),
        _("checklists: {counts}"),
        _("Checklist {place}: {why}"),
    )
    checker = Checker()
    with run.reading_or_empty() as book:
        known = sort_documents(found, telling, lambda raw: _compared(run, book, raw, checker))
    return take_sorted(run, known, telling, lambda at, one: _take(run, at, one), skip_bad=skip_bad)


def _compared(run: Invocation, book: sqlite3.Connection, raw: object, checker: Checker) -> Compared:
    """Raises ValueRefused where it is no checklist, or of somebody whom the book does not know."""
    one = checker.checked(raw)
    stored = _stored_like(run, book, one, _customer_id(book, one.document))
    if stored is None:
        return Compared(one, "", None)
    return Compared(one, stored.checklist, _content(stored) == _content(one.document))


def _stored_like(
    run: Invocation, book: sqlite3.Connection, one: Incoming, customer_id: int | None
) -> ChecklistDocument | None:
    """The checklist of the book that this is: started at the same moment, whatever its code; else one that is open."""
    document, template = one.document, one.templates[one.document.parties[0].template or 0].template
    row = book.execute(
        "select k.id from checklist k join checklist_template t on t.id = k.template_id"
        " where k.customer_id is ? and k.subject_folded is ? and t.name = ?"
        " and (k.started_at = ? or (k.closed_on is null and ?)) order by k.started_at <> ? limit 1",
        (
            customer_id,
            fold(document.subject) if document.subject else None,
            template.name,
            document.started_at,
            document.closed_on is None,
            document.started_at,
        ),
    ).fetchone()
    if row is None:
        return None
    return ChecklistDocument.model_validate(next(checklist_documents(run, book, [row[0]])))


def _content(document: ChecklistDocument) -> dict[str, Any]:
    """All but the code, which may be another in another book."""
    return {**mapping_of(document), "checklist": None}


def _customer_id(book: sqlite3.Connection, document: ChecklistDocument) -> int | None:
    """Whose it is, by the code and the name together. Raises ValueRefused where the book has nobody like that."""
    if document.code is None:
        if not document.subject:
            raise ValueRefused(_("It stands under no name."))
        return None
    return customer_told(book, document.code, document.name)


def _take(run: Invocation, at: Desk, one: Incoming) -> None:
    document = one.document
    template_ids = [keep_template(at, loaded) for loaded in one.templates]
    subject = clean_line(document.subject or "", NAME_LIMIT).text or None
    checklist = Checklist(
        code=_code(at, document.checklist),
        customer_id=_customer_id(at.writing.reading(), document),
        subject=subject,
        subject_folded=fold(subject) if subject else None,
        template_id=template_ids[document.parties[0].template or 0],
        applied_on=document.applied_on,
        deadline_on=document.deadline_on,
        deadline_rule=document.deadline_rule,
        owner_id=staff_told(at, document.owner),
        started_at=clean_line(document.started_at, 60).text,
        closed_on=document.closed_on,
        closed_reason=line_told(document.closed_reason),
    )
    at.session.add(checklist)
    at.session.flush()
    assert checklist.id is not None
    parties = _parties(at, checklist.id, document, template_ids)
    files = {digest: _kept(run, at, *named) for digest, named in one.files.items()}
    _rows(at, checklist.id, document, parties, files)


def _code(at: Desk, wanted: str) -> str:
    taken = at.session.exec(select(Checklist.id).where(Checklist.code == wanted)).first()
    return wanted if taken is None else next_code(at)


def _parties(
    at: Desk, checklist_id: int, document: ChecklistDocument, template_ids: Sequence[int]
) -> dict[int | None, int]:
    """The parties, in their order: holders stand before those in their lists. Their new ids by key."""
    ids: dict[int | None, int] = {}
    for part in document.parties:
        party = ChecklistParty(
            checklist_id=checklist_id,
            holder_id=ids.get(part.holder),
            template_id=template_ids[part.template] if part.template is not None else None,
            role=part.role,
            name=clean_line(part.name, NAME_LIMIT).text,
            kind=part.kind,
            dropped_on=part.dropped_on,
        )
        at.session.add(party)
        at.session.flush()
        assert party.id is not None
        ids[part.key] = party.id
    return ids


# Of a receipt, what stands in the book under another name or must be clean.
_RESOLVED = {"holder", "party", "file", "file_name", "received_by", "decided_by", "note", "reason"}


def _rows(
    at: Desk,
    checklist_id: int,
    document: ChecklistDocument,
    parties: dict[int | None, int],
    files: dict[str, int],
) -> None:
    for fact in document.facts:
        at.session.add(
            ChecklistFact(
                checklist_id=checklist_id, party_id=parties[fact.party], fact=fact.fact, value=fact.value
            )
        )
    for receipt in document.receipts:
        told = receipt.model_dump(exclude=_RESOLVED)
        at.session.add(
            ChecklistReceipt(
                checklist_id=checklist_id,
                holder_id=parties[receipt.holder],
                party_id=parties[receipt.party],
                file_id=files.get(receipt.file or ""),
                file_name=plain_name(receipt.file_name) if receipt.file_name else None,
                received_by_id=staff_told(at, receipt.received_by),
                decided_by_id=staff_told(at, receipt.decided_by) if receipt.decided_by else None,
                note=line_told(receipt.note),
                reason=line_told(receipt.reason),
                **told,
            )
        )
    for waiver in document.waivers:
        at.session.add(
            ChecklistWaiver(
                checklist_id=checklist_id,
                holder_id=parties[waiver.holder],
                party_id=parties[waiver.party] if waiver.party is not None else None,
                item=waiver.item,
                paper=waiver.paper,
                waived_on=waiver.waived_on,
                by_id=staff_told(at, waiver.by),
                reason=line_told(waiver.reason) or "-",
            )
        )
        at.session.flush()


def _kept(run: Invocation, at: Desk, name: str, content: bytes) -> int:
    copied = copy_bytes_in(run, name, content)
    return keep_file(at, copied.digest, copied.name, copied.size_bytes)
