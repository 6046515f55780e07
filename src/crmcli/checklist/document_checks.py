"""Documents of checklists as they come from outside: checked value by value before the book is asked."""

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from typing import NamedTuple

from pydantic import ValidationError

from crmcli.checklist.documents import ChecklistDocument, FilePart
from crmcli.checklist.loading import Loaded
from crmcli.checklist.schema import TemplateFile
from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.keeping import LARGEST_FILE_BYTES, plain_name
from crmcli.kit.toml_models import what_is_wrong


class Incoming(NamedTuple):
    """One document that was read and checked."""

    document: ChecklistDocument
    templates: list[Loaded]
    files: dict[str, tuple[str, bytes]]  # digest -> name and content


class Checker:
    """Checks documents; templates that several of them share are checked once."""

    def __init__(self) -> None:
        self._known: dict[str, Loaded] = {}

    def checked(self, raw: object) -> Incoming:
        """A document whose every value is what it must be. Raises ValueRefused."""
        try:
            document = ChecklistDocument.model_validate(raw)
            templates = [self._template(each) for each in document.templates]
        except ValidationError as error:
            raise ValueRefused("{what}", what=_("{what}.").format(what=what_is_wrong(error))) from error
        _check_references(document)
        _check_roles(document, templates)
        return Incoming(document, templates, dict(filter(None, map(_file, document.files))))

    def _template(self, definition: object) -> Loaded:
        text = json.dumps(definition, sort_keys=True)
        if text not in self._known:
            self._known[text] = Loaded(TemplateFile.model_validate(definition))
        return self._known[text]


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
        or main.dropped_on is not None
        or any(party.holder is None and party.template is None for party in document.parties)
        or len({(fact.party, fact.fact) for fact in document.facts}) != len(document.facts)
        or any((one.covers_from_on is None) != (one.covers_to_on is None) for one in document.receipts)
        or any(receipt.file is not None and receipt.file not in digests for receipt in document.receipts)
    ):
        raise ValueRefused(_("It names a party, a template or a file that it does not have."))


def _check_roles(document: ChecklistDocument, templates: Sequence[Loaded]) -> None:
    """Everybody stands in a role that the template of their list knows. Raises ValueRefused."""
    by_key = {party.key: party for party in document.parties}
    main = templates[document.parties[0].template or 0].template
    for party in document.parties:
        holder = by_key.get(party.holder) if party.holder is not None else None
        if holder is not None:
            known = [*templates[holder.template or 0].template.roles]
        else:
            known = [main.main, *(one.role for one in main.holders)]
        if party.role not in known:
            raise ValueRefused(
                _("There is no role {typed}; there are: {roles}."),
                typed=party.role,
                roles=", ".join(known) or "-",
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


def _file(part: FilePart) -> tuple[str, tuple[str, bytes]] | None:
    if part.content is None:
        return None
    try:
        content = base64.b64decode(part.content, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueRefused(_("The file {name} is damaged."), name=plain_name(part.name)) from error
    if len(content) > LARGEST_FILE_BYTES or hashlib.sha256(content).hexdigest() != part.sha256:
        raise ValueRefused(_("The file {name} is damaged."), name=plain_name(part.name))
    return part.sha256, (plain_name(part.name), content)
