"""The playbook under which a file was written: its fields are read by it, and an empty book takes it over."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.errors import NotFound
from crmcli.kit.i18n import _
from crmcli.policy.choosing import calendar_for, festivals_for, playbooks_folder, policy_for
from crmcli.policy.fields import (
    CardDefinition,
    FieldDefinition,
    SourceDefinition,
    card_definition,
    sources_in_force,
)
from crmcli.policy.kept_source import called_in_force
from crmcli.policy.queries import build_policy
from crmcli.policy.rules import Policy
from crmcli.policy.schema import Playbook, load_playbook, policy_rows
from crmcli.policy.sections import card_of, sources_of
from crmcli.policy.succession import Succession
from crmcli.transfer.field_cells import NO_CHANGES, NO_FIELDS
from crmcli.transfer.foreign import Definitions, foreign
from crmcli.transfer.travelled import travelled_playbook

if TYPE_CHECKING:
    from crmcli.staff.desk import Desk

UNCHOSEN = "general"  # what a book has whose line of business nobody has named
_HEAD = re.compile(r'\s*\{\s*"playbook":\s*"([a-z][a-z0-9-]{0,59})"')


class Line(NamedTuple):
    """By what a file is read; the playbook that is put in force with it, and what is to be said of it."""

    policy: Policy
    card: CardDefinition
    sources: Sequence[SourceDefinition]
    to_use: Playbook | None = None
    remark: str | None = None
    kept: Sequence[FieldDefinition] = ()  # of other playbooks, beside those in force
    kept_sources: Sequence[SourceDefinition] = ()
    changes: Mapping[str, Succession] = NO_CHANGES
    told: CardDefinition = NO_FIELDS  # as the file has them


def named_playbook(text: str) -> str | None:
    """The playbook that our export of everything names first."""
    found = _HEAD.match(text)
    return found[1] if found else None


def line_of(
    run: Invocation, book: sqlite3.Connection, named: str | None, told: Mapping[str, Any] | None = None
) -> Line:
    """What a file is read by, where it names a playbook or none; `told` is the playbook, where the file has it."""
    policy = policy_for(run, book)
    line = Line(policy, card_definition(book), sources_in_force(book))
    if named is None or named == policy.playbook:
        return line
    playbook = _known_playbook(run, named)
    if policy.playbook != UNCHOSEN or not _is_empty(book) or _is_chosen(book):
        sentence = _(
            "The file was written under the playbook {theirs}, and {ours} is in force here: fields that it does not "
            "have are kept as {theirs} defines them. To have the rules of {theirs} as well: crm playbook use {name}"
        )
        called = playbook.called if playbook is not None else named
        return line._replace(remark=sentence.format(theirs=called, ours=called_in_force(book), name=named))
    if playbook is None and told is not None:
        playbook = travelled_playbook(run, told, named)
    if playbook is None:
        sentence = _(
            "The file was written under the playbook {name}, which is not here: its fields are kept as it has them. "
            "To have its rules as well, put its file {name}.toml into {folder}, then: crm playbook use {name}"
        )
        return line._replace(remark=sentence.format(name=named, folder=playbooks_folder(run)))
    sentence = _(
        "The file was written under the playbook {name}; it is put in force with it, the book is empty."
    )
    return Line(
        build_policy(*policy_rows(playbook)),
        card_of(playbook),
        sources_of(playbook),
        playbook,
        sentence.format(name=playbook.called),
    )


def _known_playbook(run: Invocation, name: str) -> Playbook | None:
    try:
        return load_playbook(name, playbooks_folder(run))
    except NotFound:
        return None


def _is_empty(book: sqlite3.Connection) -> bool:
    query = "select exists (select 1 from customer) or exists (select 1 from checklist)"
    return not book.execute(query).fetchone()[0]


def _is_chosen(book: sqlite3.Connection) -> bool:
    """Whether somebody has put a playbook in force by its name, and has not taken that back."""
    query = (
        "select exists (select 1 from change_entry e where e.command = 'playbook use'"
        " and not exists (select 1 from change_entry u where u.undoes_id = e.id))"
    )
    return bool(book.execute(query).fetchone()[0])


def put_in_force(run: Invocation, desk: Desk, line: Line) -> Desk:
    """The desk under the playbook of the file, where the book takes it over; no date has to move."""
    if line.to_use is not None:
        desk = _with_playbook(run, desk, line.to_use)
    if line.kept or line.kept_sources:
        from crmcli.policy.service import keep_definitions

        keep_definitions(desk.writing, line.kept, line.kept_sources)
    return desk


def _with_playbook(run: Invocation, desk: Desk, playbook: Playbook) -> Desk:
    from crmcli.policy.service import compile_policy
    from crmcli.staff.members import check_manages

    check_manages(desk)
    calendar = calendar_for(run, playbook.workdays_a_week)
    return desk._replace(policy=compile_policy(desk.writing, playbook, calendar, festivals_for(run)))


def forget_what_nothing_is_of(desk: Desk, line: Line) -> None:
    """Take away definitions of the file of which no card has got a value."""
    if line.kept:
        from crmcli.policy.service import forget_unused_definitions

        forget_unused_definitions(desk.writing)


def with_foreign(line: Line, told: Definitions) -> Line:
    """The same with the definitions that a file brings."""
    known = {source.key for source in line.sources}
    new = {source.key: source for source in told.sources if source.key not in known}
    if new:
        line = line._replace(sources=[*line.sources, *new.values()], kept_sources=list(new.values()))
    if not told.fields:
        return line
    found = foreign(line.card, told.fields)
    return line._replace(card=found.card, kept=found.kept, changes=found.changes, told=found.told)
