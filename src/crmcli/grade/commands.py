"""`crm grade`: look at a grade, or change it."""

from typing import Annotated

import typer

from crmcli.customer.options import ReasonOption
from crmcli.customer.selection import ManyCustomers, WhereOption, one_customer, several_customers
from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.results import Text
from crmcli.kit.cli.verbs import command_set, verb
from crmcli.kit.errors import UsageRefused
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _

commands = command_set()


@verb(
    commands,
    "grade",
    _("Without GRADE: the grade, its history, the suggested one and why. With GRADE: change it."),
)
def grade(
    customer: ManyCustomers = None,
    letter: Annotated[
        str | None, typer.Argument(metavar="GRADE", help=_("A to E; none takes it away."))
    ] = None,
    reason: ReasonOption = None,
    where: WhereOption = None,
) -> Record | Text:
    from crmcli.grade.showing import grade_record

    run = current()
    if where is not None and customer is not None and letter is None:
        customer, letter = None, customer  # crm grade --where … B: the one word is the grade
    with run.reading() as book:
        if letter is None:
            if customer is None or where is not None:
                raise UsageRefused(_("Say which customer, and the grade to give: crm grade CUSTOMER B."))
            return grade_record(book, one_customer(run, book, customer), run.today)
        matches, bulk = several_customers(run, book, customer, where)
    from crmcli.customer.bulk import change_several
    from crmcli.customer.rules import parse_line
    from crmcli.grade.giving import give_grade

    why = parse_line(reason or "")
    return change_several(
        run, "grade", matches, bulk, lambda at, one: give_grade(run, at, one, letter, why, talk=not bulk), why
    )
