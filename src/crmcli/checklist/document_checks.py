"""Documents of checklists as they come from outside: checked value by value before the book is asked."""

import base64
import binascii
import hashlib
import json
from typing import NamedTuple

from pydantic import ValidationError

from crmcli.checklist.documents import ChecklistDocument, FilePart
from crmcli.checklist.keeping import LARGEST_FILE_BYTES, plain_name
from crmcli.checklist.schema import Loaded, TemplateFile
from crmcli.checklist.vocabulary import ROLES
from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.toml_models import what_is_wrong


class Incoming(NamedTuple):
    """One document that was read and checked."""

    document: ChecklistDocument
    templates: list[Loaded]
    files: dict[str, tuple[str, bytes]]  # digest -> name and content


def checked(raw: object) -> Incoming:
    """A document whose every value is what it must be. Raises ValueRefused."""
    try:
        document = ChecklistDocument.model_validate(raw)
        templates = [Loaded(TemplateFile.model_validate(each)) for each in document.templates]
    except ValidationError as error:
        raise ValueRefused(_("{what}."), what=what_is_wrong(error)) from error
    _check_references(document)
    return Incoming(document, templates, dict(map(_file, document.files)))


def _check_references(document: ChecklistDocument) -> None:
    """Every number that names a party, a template or a file names one that is there."""
    keys = {party.key for party in document.parties}
    main = document.parties[0]
    digests = {each.sha256 for each in document.files}
    named = [
        *(party.holder for party in document.parties),
        *(fact.party for fact in document.facts),
        *(key for receipt in document.receipts for key in (receipt.holder, receipt.party)),
        *(key for waiver in document.waivers for key in (waiver.holder, waiver.party)),
    ]
    places = [party.template for party in document.parties if party.template is not None]
    if (
        len(keys) != len(document.parties)
        or any(key is not None and key not in keys for key in named)
        or any(not 0 <= place < len(document.templates) for place in places)
        or main.template is None
        or not _holders_come_first(document)
        or main.holder is not None
        or any(receipt.file is not None and receipt.file not in digests for receipt in document.receipts)
    ):
        raise ValueRefused(_("It names a party, a template or a file that it does not have."))
    unknown = next((party.role for party in document.parties if party.role not in ROLES), None)
    if unknown is not None:
        raise ValueRefused(
            _("There is no role {typed}; there are: {roles}."), typed=unknown, roles=", ".join(ROLES)
        )


def _holders_come_first(document: ChecklistDocument) -> bool:
    """Whether each party stands behind whoever hands in its list, who has a template."""
    holders: set[int] = set()
    for party in document.parties:
        if party.holder is not None and party.holder not in holders:
            return False
        if party.template is not None:
            holders.add(party.key)
    return True


def _file(part: FilePart) -> tuple[str, tuple[str, bytes]]:
    try:
        content = base64.b64decode(part.content, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueRefused(_("The file {name} is damaged."), name=plain_name(part.name)) from error
    if len(content) > LARGEST_FILE_BYTES or hashlib.sha256(content).hexdigest() != part.sha256:
        raise ValueRefused(_("The file {name} is damaged."), name=plain_name(part.name))
    return part.sha256, (plain_name(part.name), content)


def documents_in(text: str) -> list[object] | None:
    """The checklists in a JSON or JSONL text of ours; None where it holds something else."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        try:
            found = [json.loads(line) for line in text.splitlines() if line.strip()]
        except (ValueError, RecursionError):
            return None
    if isinstance(found, dict):
        found = found["checklists"] if isinstance(found.get("checklists"), list) else [found]
    return found if isinstance(found, list) else None
