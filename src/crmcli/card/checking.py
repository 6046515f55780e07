"""Spot checks: cards drawn at random, what was found on them, and what became of it (docs/rules.md#card-life)."""

from __future__ import annotations

import secrets
import sqlite3
from random import Random

from sqlmodel import col, select

from crmcli.card.drawn import checks_listing
from crmcli.card.rules import check_may_check, parse_seed
from crmcli.customer.fields import customer_fields
from crmcli.customer.service import load_customer
from crmcli.customer.tables import Customer
from crmcli.filing.tables import CardCheck, CardCheckItem
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.errors import NotFound, RuleRefused
from crmcli.kit.formats import Listing
from crmcli.kit.i18n import _
from crmcli.kit.where import compile_where
from crmcli.staff.desk import Desk, desk

SEEDS = 1_000_000
_DRAWABLE = """
select c.id from customer c join staff s on s.id = c.owner_id
where c.archived_on is null and (? is null or s.branch = ?) and ({test}) order by c.id
"""


def draw_cards(
    run: Invocation, count: int, seed: str | None, branch: str | None, where: str | None
) -> Listing:
    """Draw cards at random and store the draw; the same seed draws the same ones. Raises NotFound for no card."""
    number = parse_seed(seed) if seed is not None else secrets.randbelow(SEEDS)
    with desk(run, "card spot-check") as at:
        check_may_check(at.policy.team.together, at.me.role, at.me.name)
        book = at.writing.reading()
        ids = _drawable(book, run, branch, where)
        if not ids:
            raise NotFound(_("There is no card to draw."))
        drawn = sorted(Random(number).sample(ids, min(count, len(ids))))
        check = CardCheck(
            drawn_on=at.today, drawn_by_id=at.my_id, seed=number, asked=count, branch=branch or None
        )
        at.session.add(check)
        at.session.flush()
        assert check.id is not None
        for customer_id in drawn:
            at.session.add(CardCheckItem(check_id=check.id, customer_id=customer_id))
        at.session.flush()
        listing = checks_listing(at.writing.reading(), check.id)
        check_id = check.id
    sentence = _("Spot check {number}, seed {seed}; cards drawn: {count}.")
    run.say(sentence.format(number=check_id, count=len(drawn), seed=number))
    return listing


def _drawable(book: sqlite3.Connection, run: Invocation, branch: str | None, where: str | None) -> list[int]:
    test, values = "1", tuple[object, ...]()
    if where is not None:
        compiled = compile_where(where, customer_fields(book, run.today), run.today)
        test, values = f"c.id in (select id from customer_list l where {compiled.sql})", compiled.parameters
    if branch is not None and not book.execute("select 1 from staff where branch = ?", (branch,)).fetchone():
        raise NotFound(_("Nobody works in a branch {branch}."), branch=branch[:40])
    return [one for (one,) in book.execute(_DRAWABLE.format(test=test), (branch, branch, *values))]


def note_finding(at: Desk, customer: Customer, finding: str | None) -> CardCheckItem:
    """What was found on a card that was drawn; None: nothing wrong. Raises NotFound where it was not drawn."""
    check_may_check(at.policy.team.together, at.me.role, at.me.name)
    item = _latest(at, customer, ("open", "finding", "sound"))
    if item is None:
        raise NotFound(
            _("The card of {name} was not drawn; crm card spot-check draws some."), name=customer.name
        )
    item.state, item.finding = ("finding", finding) if finding else ("sound", None)
    item.checked_on, item.checked_by_id = at.today, at.my_id
    at.session.add(item)
    return item


def mend_findings(at: Desk, customer: Customer, note: str | None) -> int:
    """What was found is put right; how many findings. Raises RuleRefused where there is none."""
    query = select(CardCheckItem).where(
        CardCheckItem.customer_id == customer.id, CardCheckItem.state == "finding"
    )
    items = list(at.session.exec(query))
    if not items:
        raise RuleRefused(_("Nothing is left to mend on the card of {name}."), name=customer.name)
    for item in items:
        item.state, item.mended_on, item.mended_by_id, item.mended_note = "mended", at.today, at.my_id, note
        at.session.add(item)
    return len(items)


def _latest(at: Desk, customer: Customer, states: tuple[str, ...]) -> CardCheckItem | None:
    query = (
        select(CardCheckItem)
        .where(CardCheckItem.customer_id == customer.id, col(CardCheckItem.state).in_(states))
        .order_by(col(CardCheckItem.id).desc())
    )
    return at.session.exec(query).first()


def loaded(at: Desk, customer_id: int) -> Customer:
    """The customer at this desk."""
    return load_customer(at, customer_id)
