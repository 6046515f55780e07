"""Marks of satisfaction as typed."""

from crmcli.customer.rules import parse_line, parse_note
from crmcli.customer.selection import one_customer
from crmcli.customer.service import load_customer
from crmcli.customer.showing import written_record
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _
from crmcli.owe.rules import parse_mark
from crmcli.owe.service import mark_satisfaction
from crmcli.owe.typed import typed_day
from crmcli.staff.desk import desk


def mark_typed(
    run: Invocation, typed: str, mark: str, comment: str | None, on: str | None, survey: str | None
) -> Record:
    """Note a mark; a low one is worth a complaint."""
    number, day = parse_mark(mark), typed_day(run, on, "past") or run.today
    said = parse_note(comment) if comment else None
    asked_in = parse_line(survey or "")
    with run.reading() as book:
        match = one_customer(run, book, typed)
    with desk(run, "owe satisfaction") as at:
        mark_satisfaction(at, load_customer(at, match.customer_id), number, day, said, asked_in)
        low = number <= at.policy.promises.low_mark
    run.say(_("{name}: {mark} of 5.").format(name=match.name, mark=number))
    if low:
        sentence = _("That is low. What is wrong? crm owe add {code} TEXT --kind complaint")
        run.say(sentence.format(code=match.code))
    return written_record(run, match.customer_id, match.code)
