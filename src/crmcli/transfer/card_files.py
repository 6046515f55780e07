"""Photos and files that the cards of a file name: an export carries their names, and the copies lie beside its book."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from crmcli.field.rules import is_file_value
from crmcli.kit.errors import NotFound
from crmcli.kit.i18n import _, _n
from crmcli.kit.keeping import Copied
from crmcli.kit.shown import excerpt
from crmcli.kit.storage.attachments import copy_missing, damaged_files, files_folder
from crmcli.policy.fields import CardDefinition
from crmcli.transfer.cards import Card
from crmcli.transfer.field_cells import field_and_record

if TYPE_CHECKING:
    from crmcli.staff.desk import Desk

MOST_NAMED = 3


class Named(NamedTuple):
    """A file that a card names: whose card it is, what the file was called, the SHA-256 of what was in it."""

    customer: str
    name: str
    digest: str


def named_files(cards: Iterable[Card], card: CardDefinition) -> list[Named]:
    """Every photo and file that cards name, by the playbook they are read by."""
    keys = {
        leaf.key for field in card.fields() for leaf in (field, *card.columns(field)) if leaf.type == "file"
    }
    return [each for one in cards for each in _of_card(one, keys)] if keys else []


def _of_card(card: Card, keys: set[str]) -> Iterator[Named]:
    for key, value in (card.own_fields or {}).items():
        if field_and_record(key)[0] in keys and is_file_value(value):
            name, _sign, digest = value.rpartition("#")
            yield Named(f"{card.code} {card.name}" if card.code else card.name, name, digest)


def folder_named(path: str | None) -> str | None:
    """The folder of copies that is meant; naming the book means the one beside it. Raises NotFound."""
    if path is None:
        return None
    for folder in (files_folder(path), path):
        if os.path.isdir(folder):
            return folder
    raise NotFound(_("There is no folder {path}."), path=excerpt(path))


def missing_files(named: Sequence[Named], book_path: str, source: str | None) -> list[Named]:
    """Those whose copy is whole neither beside the book nor in the folder that is brought."""
    missing = {one.digest for one in named}
    for folder in (files_folder(book_path), source):
        missing = set(damaged_files(missing, folder)) if folder is not None else missing
    return [one for one in named if one.digest in missing]


def bring_files(named: Sequence[Named], book_path: str, source: str | None) -> int:
    """Copy what lies whole in the folder that is brought, and is not beside the book; how many files."""
    if source is None:
        return 0
    target = files_folder(book_path)
    wanted = set(damaged_files({one.digest for one in named}, target))
    wanted -= set(damaged_files(wanted, source))
    for digest in wanted:  # a copy that is damaged is written anew
        if os.path.lexists(os.path.join(target, digest)):
            os.unlink(os.path.join(target, digest))
    copy_missing(wanted, source, target)
    return len(wanted)


def register_named(desk: Desk, named: Sequence[Named], book_path: str) -> None:
    """Note them, those that are still to come too, so that backups and crm doctor look for them."""
    from crmcli.customer.field_values import register_files

    folder = files_folder(book_path)
    register_files(desk, [Copied(one.digest, one.name, _size_bytes(folder, one.digest)) for one in named])


def _size_bytes(folder: str, digest: str) -> int:
    try:
        return os.path.getsize(os.path.join(folder, digest))
    except OSError:
        return 0


def told_missing(missing: Sequence[Named]) -> Iterator[str]:
    """What is missing, of whom, and how it is brought."""
    if missing:
        shown = _(", ").join(
            _("{customer} ({file})").format(customer=one.customer, file=one.name)
            for one in missing[:MOST_NAMED]
        )
        more = (
            _(" and {count} more").format(count=len(missing) - MOST_NAMED)
            if len(missing) > MOST_NAMED
            else ""
        )
        yield _n(
            "{count} photo or file is named on a card, but its copy is not here: {files}. It lies beside the book "
            "that wrote this file: crm import FILE --files BOOK.files brings it.",
            "{count} photos or files are named on cards, but their copies are not here: {files}. They lie beside the "
            "book that wrote this file: crm import FILE --files BOOK.files brings them.",
            len(missing),
        ).format(count=len(missing), files=shown + more)
