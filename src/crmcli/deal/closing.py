"""From typed words to a closed deal."""

from datetime import date
from typing import NamedTuple

from crmcli.customer.rules import parse_line
from crmcli.customer.selection import one_customer
from crmcli.customer.service import load_customer
from crmcli.customer.showing import written_record
from crmcli.customer.vocabulary import labels, stored_word
from crmcli.deal.queries import last_closed_on
from crmcli.deal.rules import parse_quantity
from crmcli.deal.service import close_deal
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.prompts import ask_until
from crmcli.kit.dates import describe_date, parse_date
from crmcli.kit.errors import RuleRefused, UsageRefused
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _
from crmcli.kit.money import format_yuan, parse_money
from crmcli.policy.queries import policy_in_force
from crmcli.policy.rules import Policy
from crmcli.staff.desk import desk


class TypedDeal(NamedTuple):
    """A deal as typed."""

    outcome: str
    money: str | None
    on: str | None
    quantity: str | None
    reason: str | None
    grade: str | None


def close_typed(run: Invocation, typed_customer: str, typed: TypedDeal) -> Record:
    """Close a deal. On a terminal the grade after a lost one is asked for."""
    word = stored_word("outcome", typed.outcome)
    amount_fen = parse_money(typed.money) if typed.money is not None else None
    quantity = parse_quantity(typed.quantity) if typed.quantity is not None else None
    closed_on = _closed_on(run, typed.on)
    why = parse_line(typed.reason or "")
    if word == "won" and typed.grade is not None:
        raise UsageRefused(_("--grade goes with a lost deal; a won one takes the grade away."))
    with run.reading() as book:
        match = one_customer(run, book, typed_customer)
        policy = policy_in_force(book)
        last = last_closed_on(book, match.customer_id)
    later = last if last is not None and closed_on < last else None
    letter = _meant_grade(policy, typed.grade, later)
    if word == "lost" and letter is None and run.interactive and later is None:
        letter = ask_until(_("Grade after the lost deal"), policy.parse_grade, policy.lost_grade)
    with desk(run, "deal", why) as at:
        one = load_customer(at, match.customer_id, match.rev if run.interactive else None)
        close_deal(
            at,
            one,
            word,
            amount_fen=amount_fen,
            quantity=quantity,
            closed_on=closed_on,
            reason=why,
            lost_grade=letter,
        )
        at.session.flush()
        next_on, kept, waits = one.next_follow_up_on, one.grade, bool(at.writing.waits_for)
    if next_on is not None:
        _say_next(run, match.name, word, amount_fen, next_on)
    if later is not None:
        told = _("The deal of {day} is later and counts; status, grade and follow-up stay.")
        run.say(told.format(day=describe_date(later)))
    if waits:
        _say_waiting(run, kept, match.code)
    return written_record(run, match.customer_id, match.code)


def _say_next(run: Invocation, name: str, outcome: str, amount_fen: int | None, next_on: date) -> None:
    how = labels("outcome")[outcome] + (f" ¥{format_yuan(amount_fen)}" if amount_fen is not None else "")
    sentence = _("{name}: {outcome}; next follow-up {day}.")
    run.say(sentence.format(name=name, outcome=how, day=describe_date(next_on)))


def _say_waiting(run: Invocation, grade: str | None, code: str) -> None:
    sentence = _(
        "The deal is closed; grade {grade} and its follow-ups stay until the yes. "
        "If it is a no: crm edit {code} --status negotiating"
    )
    run.say(sentence.format(grade=grade, code=code))


def _meant_grade(policy: Policy, typed: str | None, later: date | None) -> str | None:
    """The grade that was typed. Raises RuleRefused where a later deal has given one."""
    if not typed:
        return None
    if later is not None:
        raise RuleRefused(
            _("A deal of {day} is known, which is later and counts; leave --grade out."), day=later
        )
    return policy.parse_grade(typed)


def _closed_on(run: Invocation, typed: str | None) -> date:
    if not typed:
        return run.today
    day = parse_date(typed, run.today, "past")
    run.say(_("Closed on {day}.").format(day=describe_date(day)))
    return day
