"""Which checklist is meant, and which papers of it: by number, name or title, of whom."""

import sqlite3
from collections.abc import Sequence

from crmcli.checklist.queries import (
    Application,
    Head,
    applications,
    checklist_coded,
    customer_checklists,
    subject_checklists,
    subjects,
)
from crmcli.checklist.typed import same_words
from crmcli.customer.queries import Match, find_customers
from crmcli.customer.selection import one_customer
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.prompts import choose
from crmcli.kit.errors import Ambiguous, NotFound
from crmcli.kit.i18n import _
from crmcli.kit.text import clean_line, fold

EVERYBODY = ("all", "全部", "所有")


def checklists_of(
    run: Invocation, book: sqlite3.Connection, typed: str, *, closed: bool = False
) -> tuple[str, list[Head]]:
    """The name that is meant and its checklists: a checklist's code, the name of a subject, a customer."""
    words = clean_line(typed, 300).text
    coded = checklist_coded(book, words)
    if coded is not None:
        return coded.name, [coded]
    under = subject_checklists(book, fold(words), closed=closed)
    if under:
        own = [
            head
            for one in customers_named(book, words)
            for head in customer_checklists(book, one.customer_id, closed=closed)
        ]
        return under[0].name, [*own, *under]
    try:
        match = one_customer(run, book, typed)
    except NotFound:
        near = [name for name in subjects(book) if words and fold(words) in fold(name)]
        if len(near) != 1:
            raise
        return near[0], subject_checklists(book, fold(near[0]), closed=closed)
    return match.name, customer_checklists(book, match.customer_id, closed=closed)


def customers_named(book: sqlite3.Connection, words: str) -> list[Match]:
    """The customers of exactly that name or code."""
    return [one for one in find_customers(book, words) if same_words(words, one.name, one.code)]


def one_checklist(
    run: Invocation, book: sqlite3.Connection, typed: str, wanted: str | None, *, closed: bool = False
) -> Application:
    """The one checklist that is meant. Raises NotFound where there is none, Ambiguous where there are several."""
    name, heads = checklists_of(run, book, typed, closed=closed)
    if wanted is not None:
        heads = [one for one in heads if wanted.lower() in (one.code.lower(), one.template.lower())]
    if not heads:
        raise _nothing_open(run, book, typed, name, wanted, closed=closed)
    found = applications(book, heads)
    if len(found) == 1:
        return found[0]
    lines = [_described(one) for one in found]
    return found[chosen(run, _("{typed} has several checklists; say which with --list:"), name, lines)]


def _described(one: Application) -> str:
    """A line that tells a checklist from others of the same customer."""
    head = one.head
    return f"{head.code}  {head.template}  {one.template.title.here}  {head.applied_on}  {one.main.name}"


def _nothing_open(
    run: Invocation, book: sqlite3.Connection, typed: str, name: str, wanted: str | None, *, closed: bool
) -> NotFound:
    ended = [] if closed else checklists_of(run, book, typed, closed=True)[1]
    if ended and wanted is None:
        return NotFound(
            _("{name} has no open checklist; crm checklist close {code} --back opens the last one again."),
            name=name,
            code=ended[-1].code,
        )
    if wanted:
        sentence = _("{name} has no open checklist {wanted}; start one: crm checklist start {name} TEMPLATE.")
        return NotFound(sentence, name=name, wanted=wanted[:60])
    return NotFound(
        _("{name} has no open checklist; start one: crm checklist start {name} TEMPLATE."), name=name
    )


def chosen(run: Invocation, sentence: str, typed: str, lines: Sequence[str]) -> int:
    """One of several, asked for on a terminal. Raises Ambiguous with the candidates."""
    if run.interactive:
        index = choose(_("Which of these"), lines)
        if index is not None:
            return index
    raise Ambiguous(sentence, lines, typed=typed)
