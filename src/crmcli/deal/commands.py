"""`crm deal`: close a deal."""

from typing import Annotated

import typer

from crmcli.customer.selection import CustomerArgument, one_customer
from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.prompts import ask_until
from crmcli.kit.cli.verbs import command_set, verb
from crmcli.kit.errors import UsageRefused
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _

commands = command_set()


@verb(
    commands,
    "deal",
    _("Close a deal: won (follow-up by the after-sale rhythm) or lost (grade E unless said)."),
)
def deal(
    customer: CustomerArgument,
    outcome: Annotated[str, typer.Argument(metavar="won|lost", help=_("How it ended."))],
    money: Annotated[str | None, typer.Argument(metavar="MONEY", help=_("For how much, in yuan."))] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help=_("When; today unless said."))
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help=_("Why it was won or lost."))
    ] = None,
    grade: Annotated[
        str | None, typer.Option("--grade", metavar="G", help=_("The grade after a lost deal."))
    ] = None,
) -> Record:
    from crmcli.customer.rules import parse_line
    from crmcli.customer.service import load_customer
    from crmcli.customer.showing import written_record
    from crmcli.customer.vocabulary import labels, stored_word
    from crmcli.deal.service import close_deal
    from crmcli.kit.dates import describe_date, parse_date
    from crmcli.kit.money import format_yuan, parse_money
    from crmcli.policy.queries import policy_in_force
    from crmcli.staff.desk import desk

    run = current()
    word = stored_word("outcome", outcome)
    amount_fen = parse_money(money) if money is not None else None
    closed_on = parse_date(on, run.today, "past") if on else run.today
    if on:
        run.say(_("Closed on {day}.").format(day=describe_date(closed_on)))
    why = parse_line(reason or "")
    if word == "won" and grade is not None:
        raise UsageRefused(_("--grade goes with a lost deal; a won one takes the grade away."))
    with run.reading() as book:
        match = one_customer(run, book, customer)
        policy = policy_in_force(book)
    letter = policy.parse_grade(grade) if grade else None
    if word == "lost" and letter is None and run.interactive:
        letter = ask_until(_("Grade after the lost deal"), policy.parse_grade, policy.lost_grade)
    with desk(run, "deal", why) as at:
        one = load_customer(at, match.customer_id, match.rev if run.interactive else None)
        close_deal(at, one, word, amount_fen=amount_fen, closed_on=closed_on, reason=why, lost_grade=letter)
        at.session.flush()
        next_on = one.next_follow_up_on
    if next_on is not None:
        sentence = _("{name}: {outcome}; next follow-up {day}.")
        how = labels("outcome")[word] + (f" ¥{format_yuan(amount_fen)}" if amount_fen is not None else "")
        run.say(sentence.format(name=match.name, outcome=how, day=describe_date(next_on)))
    return written_record(run, match.customer_id, match.code)
