"""`crm visit`: log a contact with its full record, re-grade, set the next one; correct a logged one."""

from typing import Annotated

import typer

from crmcli.customer.selection import CustomerArgument
from crmcli.kit.cli.invocation import current
from crmcli.kit.cli.verbs import command_set, verb
from crmcli.kit.formats import Record
from crmcli.kit.i18n import _
from crmcli.policy.visit_record import VISIT_ASPECTS

commands = command_set()


def _text(option: str, help: str) -> typer.models.OptionInfo:
    return typer.Option(option, metavar="TEXT", help=help)  # type: ignore[no-any-return]


@verb(
    commands,
    "visit",
    _("Log a contact with a customer, re-grade, and set the next one. On a terminal it asks for the grade."),
)
def visit(
    customer: CustomerArgument,
    summary: Annotated[list[str] | None, typer.Argument(metavar="SUMMARY", help=_("What was said."))] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind",
            metavar="KIND",
            help=_("visit (unless said), reception, call, message, wechat, email, fax, mail, other."),
        ),
    ] = None,
    at: Annotated[
        str, typer.Option("--at", metavar="DATE[TIME]", help=_("When it was; today unless said."))
    ] = "",
    with_: Annotated[
        list[str] | None, typer.Option("--with", metavar="STAFF", help=_("A colleague who went along."))
    ] = None,
    purpose: Annotated[
        list[str] | None,
        _text("--purpose", _("What it was for: one of the ten purposes, or your own words.")),
    ] = None,
    grade: Annotated[
        str | None, typer.Option("--grade", metavar="G", help=_("The grade after this contact."))
    ] = None,
    reason: Annotated[
        str | None, _text("--reason", _("Why the next date is later than the rhythm; why it is corrected."))
    ] = None,
    next_: Annotated[
        str | None,
        typer.Option("--next", metavar="DATE|none", help=_("The agreed next date; none drops it.")),
    ] = None,
    topic: Annotated[str | None, _text("--topic", _("What to open with next time."))] = None,
    impression: Annotated[
        str | None, _text("--impression", _("Appearance and character at first sight."))
    ] = None,
    presented: Annotated[
        str | None, _text("--presented", _("What was presented; @NAME takes a phrase."))
    ] = None,
    interests: Annotated[str | None, _text("--interests", _("What the customer was interested in."))] = None,
    concerns: Annotated[str | None, _text("--concerns", _("What the customer cares about."))] = None,
    problems: Annotated[str | None, _text("--problems", _("Problems that stand in the way."))] = None,
    measures: Annotated[str | None, _text("--measures", _("What is done about them."))] = None,
    competitor: Annotated[str | None, _text("--competitor", _("News of competitors."))] = None,
    next_problem: Annotated[str | None, _text("--next-problem", _("What to solve next time."))] = None,
    next_measure: Annotated[str | None, _text("--next-measure", _("How to solve it."))] = None,
    strengths: Annotated[str | None, _text("--strengths", _("What went well on our side."))] = None,
    weaknesses: Annotated[str | None, _text("--weaknesses", _("What did not go well on our side."))] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="ASPECT=TEXT", help=_("A part of the record that your playbook defines.")
        ),
    ] = None,
    line: Annotated[str | None, _text("--line", _("The company's number or account that was used."))] = None,
    short: Annotated[
        bool | None,
        typer.Option("--short/--no-short", help=_("A short reception: what was gained is enough.")),
    ] = None,
    scout: Annotated[
        bool | None,
        typer.Option("--scout/--no-scout", help=_("A visitor who scouts us; left out of counts.")),
    ] = None,
    told: Annotated[
        list[str] | None,
        typer.Option("--told", metavar="STAFF", help=_("The supervisor who was told of the scout.")),
    ] = None,
    satisfaction: Annotated[
        str | None, typer.Option("--satisfaction", metavar="1-5", help=_("How satisfied the customer is."))
    ] = None,
    proxy: Annotated[
        str | None, typer.Option("--proxy", metavar="NAME", help=_("Who came in the customer's place."))
    ] = None,
    correct: Annotated[
        int | None,
        typer.Option(
            "--correct", metavar="N", help=_("Correct the visit of that number (crm show lists them).")
        ),
    ] = None,
    form: Annotated[bool, typer.Option("--form", help=_("On a terminal, ask for the whole record."))] = False,
    edit: Annotated[
        bool, typer.Option("--edit", help=_("Write the record in your editor (VISUAL, EDITOR)."))
    ] = False,
    draft: Annotated[
        str | None,
        typer.Option("--draft", metavar="FILE", help=_("Take the record from a document of --edit.")),
    ] = None,
) -> Record:
    from crmcli.visit.logging import log_typed_visit
    from crmcli.visit.typed import TypedRecord, TypedVisit

    texts = (
        *(impression, presented, interests, concerns, problems, measures, competitor),
        *(next_problem, next_measure, strengths, weaknesses),
    )
    record = TypedRecord(
        dict(zip(VISIT_ASPECTS, texts, strict=True)),
        set_ or (), purpose or (), line, short, scout, told or (), satisfaction, proxy, form, edit, draft,
    )  # fmt: skip
    words = " ".join(summary or [])
    typed = TypedVisit(customer, words, kind, at, with_ or [], grade, reason, next_, topic, record)
    if correct is not None:
        from crmcli.visit.correcting import correct_typed_visit

        return correct_typed_visit(current(), typed, correct)
    return log_typed_visit(current(), typed)
