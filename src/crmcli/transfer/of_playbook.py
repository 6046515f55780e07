"""The playbook under which a file was written: its fields are read by it, and an empty book takes it over."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.errors import NotFound
from crmcli.kit.i18n import _
from crmcli.policy.choosing import calendar_for, festivals_for, playbooks_folder, policy_for
from crmcli.policy.compiling import card_of, sources_of
from crmcli.policy.fields import CardDefinition, SourceDefinition, card_definition, sources_in_force
from crmcli.policy.kept_source import called_in_force
from crmcli.policy.queries import build_policy
from crmcli.policy.rules import Policy
from crmcli.policy.schema import Playbook, load_playbook, policy_rows

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


def named_playbook(text: str) -> str | None:
    """The playbook that our export of everything names first."""
    found = _HEAD.match(text)
    return found[1] if found else None


def line_of(run: Invocation, book: sqlite3.Connection, named: str | None) -> Line:
    """What a file is read by, where it names a playbook or none."""
    policy = policy_for(run, book)
    line = Line(policy, card_definition(book), sources_in_force(book))
    if named is None or named == policy.playbook:
        return line
    try:
        playbook = load_playbook(named, playbooks_folder(run))
    except NotFound:
        sentence = _(
            "The fields of the file belong to the playbook {name}, which is not here: "
            "put its file {name}.toml into {folder}, then: crm playbook use {name}"
        )
        return line._replace(remark=sentence.format(name=named, folder=playbooks_folder(run)))
    if policy.playbook != UNCHOSEN or not _is_empty(book) or _is_chosen(book):
        sentence = _(
            "The fields of the file belong to the playbook {theirs}, and {ours} is in force here. "
            "To have them as what they are, first: crm playbook use {name}"
        )
        told = sentence.format(theirs=playbook.called, ours=called_in_force(book), name=named)
        return line._replace(remark=told)
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
    if line.to_use is None:
        return desk
    from crmcli.policy.service import compile_policy
    from crmcli.staff.members import check_manages

    check_manages(desk)
    calendar = calendar_for(run, line.to_use.workdays_a_week)
    return desk._replace(policy=compile_policy(desk.writing, line.to_use, calendar, festivals_for(run)))
