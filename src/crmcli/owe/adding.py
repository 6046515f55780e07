"""From typed words to what is noted, answered, told and closed: parse, write, say what follows."""

from typing import Any, NamedTuple

from crmcli.customer.rules import parse_line, parse_note
from crmcli.customer.selection import one_customer
from crmcli.customer.service import load_customer
from crmcli.customer.vocabulary import labels, stored_word
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.dates import describe_date
from crmcli.kit.errors import NotFound, UsageRefused
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _
from crmcli.owe.ended import Ended, ended_as, result_of
from crmcli.owe.queries import told_items, visit_numbered
from crmcli.owe.recurring import groups_of, same_thing
from crmcli.owe.rules import MUST_BE_TOLD
from crmcli.owe.service import (
    NewOwed,
    answer_owed,
    open_owed,
    tell_owed,
)
from crmcli.owe.typed import typed_day
from crmcli.staff.desk import desk, owner_meant


class TypedOwed(NamedTuple):
    """Something owed as typed on the command line."""

    customer: str
    text: str
    kind: str
    by: str | None
    owner: str | None
    department: str | None
    origin: str | None
    limits: str | None
    topic: str | None
    by_customer: bool
    on: str | None
    visit: str | None
    answer: str | None


def add_typed(run: Invocation, typed: TypedOwed) -> Record:
    """Note it; with an answer it was answered on the spot, and the customer knows."""
    opened_on = typed_day(run, typed.on, "past") or run.today
    new = NewOwed(
        stored_word("owed_kind", typed.kind),
        parse_note(typed.text),
        opened_on,
        typed_day(run, typed.by, "future"),
        typed.by_customer,
        None,
        parse_line(typed.department or ""),
        parse_line(typed.origin or ""),
        parse_line(typed.limits or ""),
        parse_line(typed.topic or ""),
    )
    answer = parse_note(typed.answer) if typed.answer is not None else None
    with run.reading() as book:
        match = one_customer(run, book, typed.customer)
        if typed.visit is not None:
            new = new._replace(visit_id=_visit(book, match.customer_id, match.name, typed.visit))
    with desk(run, "owe add") as at:
        owner_id = owner_meant(at, typed.owner).id if typed.owner else None
        owed = open_owed(at, load_customer(at, match.customer_id), new._replace(owner_id=owner_id))
        if answer is not None:
            answer_owed(at, owed, answer, opened_on, None)
            tell_owed(at, owed, opened_on, None)
        ended = ended_as(at, owed)
    _say_opened(run, match.name, ended)
    _say_recurring(run, ended)
    return result_of(run, ended)


def _visit(book: Any, customer_id: int, name: str, typed: str) -> int:
    digits = typed.strip().lstrip("#")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 7):
        raise UsageRefused(
            _("--visit takes the number of a visit, as crm show has it, not {typed}."), typed=typed[:40]
        )
    found = visit_numbered(book, customer_id, int(digits))
    if found is None:
        raise NotFound(
            _("{name} has no visit {number}; crm show has their numbers."), name=name, number=digits
        )
    return found


def _say_opened(run: Invocation, name: str, ended: Ended) -> None:
    kind, state = ended.steps.kind, ended.steps.state
    if state == "told":
        run.say(_("{ref}: answered on the spot; crm owe close {ref} closes it.").format(ref=ended.steps.ref))
        return
    sentence = _("{ref}: {kind} of {name} by {day}, with {owner}.")
    if kind == "promise" and not ended.by_customer:
        sentence = _("{ref}: {kind} to {name} by {day}, with {owner}.")
    run.say(
        sentence.format(
            ref=ended.steps.ref,
            kind=labels("owed_kind")[kind],
            name=name,
            day=describe_date(ended.steps.due_on),
            owner=ended.mapping["owner"],
        )
    )


def _say_recurring(run: Invocation, ended: Ended) -> None:
    """The same complaint again: how often it came, and what was done about it."""
    if ended.steps.kind not in MUST_BE_TOLD or run.dry_run:
        return
    with run.reading() as book:
        group = same_thing(groups_of(told_items(book, [ended.steps.kind])), ended.steps.ref)
    if group is None or len(group.items) < 2:
        return
    before = ", ".join(one.ref for one in group.items if one.ref != ended.steps.ref)
    run.say(
        _("It has come up {count} times now (before: {before}); crm owe recurring shows them.").format(
            count=len(group.items), before=before
        )
    )
    if group.preventions:
        run.say(_("What was to keep it from recurring: {what}").format(what="; ".join(group.preventions)))
