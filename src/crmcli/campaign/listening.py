"""What customers say of us, and what is done about it."""

from collections.abc import Sequence

from crmcli.campaign.listing import improvement_rows, opinion_rows
from crmcli.campaign.pointing import one_campaign
from crmcli.campaign.rules import parse_number, usual_due_on
from crmcli.campaign.service import (
    Said,
    add_improvement,
    add_opinion,
    finish_improvement,
    load_campaign,
    member_of,
)
from crmcli.campaign.wording import opinion_columns
from crmcli.customer.meant import one_customer
from crmcli.customer.rules import parse_line, parse_note
from crmcli.customer.service import load_customer
from crmcli.customer.vocabulary import stored_word
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.dates import describe_date, parse_date
from crmcli.kit.errors import RuleRefused, UsageRefused, ValueRefused
from crmcli.kit.formats import Listing, Record
from crmcli.kit.i18n import N_, _
from crmcli.staff.desk import desk, owner_meant

_NO_OPINION = N_("{typed} is no number of an opinion; crm team campaign opinions lists them.")
_NO_IMPROVEMENT = N_("{typed} is no number of an improvement; crm team campaign show lists them.")


def opinion_typed(run: Invocation, name: str, customer: str, text: str, kind: str, on: str | None) -> Record:
    """Keep what a customer said of us."""
    if not text.strip():
        raise ValueRefused(_("Say what the customer said."))
    said, word = parse_note(text), stored_word("opinion_kind", kind)
    day = parse_date(on, run.today, "past") if on else run.today
    if day > run.today:
        raise RuleRefused(_("{day} is still to come."), day=day)
    with run.reading() as book:
        head, match = one_campaign(run, book, name), one_customer(run, book, customer)
    with desk(run, "team campaign opinion") as at:
        campaign = load_campaign(at, head.id, running=False)
        member_of(at, campaign, load_customer(at, match.customer_id))
        opinion = add_opinion(at, campaign, Said(match.customer_id, word, said, day))
        number = opinion.number
        row = next(row for row in opinion_rows(at.writing.reading(), head.id) if row["number"] == number)
    run.say(
        _(
            "Opinion {number}. What follows from it: crm team campaign improve {campaign} TEXT --from {number}"
        ).format(number=number, campaign=head.name)
    )
    return Record({"campaign": head.name, **row}, line=str(number), code_key="number")


def opinions_listing(run: Invocation, name: str, kinds: Sequence[str], *, open_: bool) -> Listing:
    """What was said, of some kinds; `open_`: only that from which nothing follows yet."""
    words = [stored_word("opinion_kind", kind) for kind in kinds]
    with run.reading() as book:
        head = one_campaign(run, book, name)
        rows = opinion_rows(book, head.id, words)
    columns = opinion_columns()
    shown = [row for row in rows if not (open_ and row["improvements"])]
    answered = _("Something follows from everything that was said.")
    return Listing(
        columns,
        [[row[column.key] for column in columns] for row in shown],
        title=head.name,
        empty=answered if rows else _("Nobody has said anything of that yet."),
        code_key="number",
    )


def improve_typed(
    run: Invocation, name: str, text: str, from_: Sequence[str], owner: str | None, by: str | None
) -> Record:
    """Something is to be made better: by whom, until when, because of which opinions."""
    told = parse_line(text)
    if told is None:
        raise UsageRefused(_("Say what is to be made better."))
    wanted = [word for words in from_ for word in words.replace("，", ",").split(",") if word.strip()]
    numbers = [parse_number(word, _(_NO_OPINION)) for word in wanted]
    with run.reading() as book:
        head = one_campaign(run, book, name)
    due_on = parse_date(by, run.today, "future") if by else usual_due_on(head.to_on, run.today)
    if due_on < run.today:
        raise RuleRefused(_("{day} has passed."), day=due_on)
    with desk(run, "team campaign improve") as at:
        campaign = load_campaign(at, head.id, running=False)
        member = owner_meant(at, owner or "me")
        assert member.id is not None
        responsible = member.name
        improvement = add_improvement(at, campaign, told, member.id, due_on, numbers)
        at.session.flush()
        number = improvement.number
        rows = improvement_rows(at.writing.reading(), head.id)
        row = next(row for row in rows if row["number"] == number)
    run.say(
        _("Improvement {number}: {owner}, by {day}.").format(
            number=number, owner=responsible, day=describe_date(due_on, run.today)
        )
    )
    return Record({"campaign": head.name, **row}, line=str(number), code_key="number")


def improved_typed(run: Invocation, name: str, typed: str, result: str | None) -> Record:
    """An improvement is made, with what came of it."""
    number = parse_number(typed, _(_NO_IMPROVEMENT))
    told = parse_line(result or "")
    with run.reading() as book:
        head = one_campaign(run, book, name)
    with desk(run, "team campaign improved", told) as at:
        campaign = load_campaign(at, head.id, running=False)
        finish_improvement(at, campaign, number, told)
        at.session.flush()
        rows = improvement_rows(at.writing.reading(), head.id)
        row = next(row for row in rows if row["number"] == number)
    return Record({"campaign": head.name, **row}, line=str(number), code_key="number")
