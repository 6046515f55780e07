"""`crm playbook`: the rules in force, and other lines of business."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli.kit.cli.invocation import Invocation, current
from crmcli.kit.cli.results import Text
from crmcli.kit.cli.verbs import VerbGroup, command_set, verb
from crmcli.kit.errors import RuleRefused
from crmcli.kit.formats import Column, Listing, Record
from crmcli.kit.i18n import _, _n, language
from crmcli.policy.choosing import playbooks_folder

if TYPE_CHECKING:
    from crmcli.playbook.service import Staying

MOST_CODES = 5
commands = command_set()
playbook = typer.Typer(
    cls=VerbGroup,
    add_completion=False,
    rich_markup_mode=None,
    help=_("The rules in force, and other lines of business."),
)
commands.add_typer(playbook, name="playbook")

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help=_("The playbook."))]
OptionalName = Annotated[
    str | None, typer.Argument(metavar="NAME", help=_("The playbook; the one in force unless said."))
]


@verb(playbook, "list", _("The playbooks there are."))
def list_() -> Listing:
    from crmcli.kit.policy_files import own_files
    from crmcli.policy.queries import policy_in_force
    from crmcli.policy.schema import load_playbook, shipped_names

    run = current()
    folder = playbooks_folder(run)
    with run.reading() as book:
        in_force = policy_in_force(book).playbook
    own = own_files(folder)
    rows = []
    for name in sorted({*shipped_names(), *own}):
        try:
            title = getattr(load_playbook(name, folder).title, language())
        except RuleRefused as refusal:  # a wrong file of one's own does not hide the others
            run.warn(str(refusal))
            title = None
        rows.append((name, title, name in own, name == in_force))
    columns = [
        Column("name", _("Playbook")),
        Column("title", _("Line of business")),
        Column("own", _("Your own"), "bool"),
        Column("in_force", _("In force"), "bool"),
    ]
    return Listing(columns, rows, code_key="name")


@verb(playbook, "show", _("A playbook in full: grades, rules, fields by group, sources, checklists."))
def show(name: OptionalName = None) -> Record:
    from crmcli.playbook.checking import checked_playbook
    from crmcli.playbook.showing import Shown, playbook_record
    from crmcli.playbook.visit_rules import record_of
    from crmcli.policy.fields import card_definition, sources_in_force
    from crmcli.policy.kept_source import title_in_force
    from crmcli.policy.queries import build_policy, checklists_in_force, policy_in_force
    from crmcli.policy.schema import policy_rows
    from crmcli.policy.sections import card_of, sources_of
    from crmcli.policy.visit_record import visit_record_in_force

    run = current()
    if name is None:
        with run.reading() as book:
            lists = checklists_in_force(book)
            return playbook_record(
                Shown(
                    title_in_force(book),
                    policy_in_force(book),
                    visit_record_in_force(book),
                    card_definition(book),
                    sources_in_force(book),
                    lists,
                    _called(run, lists),
                )
            )
    loaded = checked_playbook(run, name)
    grades, values = policy_rows(loaded)
    policy, lists = build_policy(grades, values), loaded.checklists
    record, card, sources = record_of(values), card_of(loaded), sources_of(loaded)
    return playbook_record(
        Shown(loaded.title.here, policy, record, card, sources, lists, _called(run, lists))
    )


def _called(run: Invocation, checklists: Sequence[str]) -> list[str]:
    """What checklists are called: in English by the names that commands take, in Chinese by their titles."""
    from crmcli.checklist.loading import load_template, templates_folder
    from crmcli.kit.errors import CrmError

    called = []
    for name in checklists:
        title = name
        if language() == "zh":
            with suppress(CrmError):  # one that is not here is shown as it is named
                title = load_template(name, templates_folder(run.environ)).template.title.zh
        called.append(title)
    return called


@verb(playbook, "new", _("Write a playbook file of your own, made from another, to be changed."))
def new(
    name: NameArgument,
    from_: Annotated[
        str, typer.Option("--from", metavar="PLAYBOOK", help=_("The playbook it is made from."))
    ] = "general",
) -> Text:
    from crmcli.playbook.making import make_playbook

    return make_playbook(current(), name, from_)


@verb(playbook, "phrases", _("Phrases for the record of a visit: what @NAME stands for."))
def phrases(
    aspect: Annotated[
        str | None, typer.Argument(metavar="ASPECT", help=_("The part of the record; all unless said."))
    ] = None,
) -> Listing:
    from crmcli.playbook.visit_rules import phrase_listing

    return phrase_listing(current(), aspect)


@verb(playbook, "check", _("Check a playbook file of yours; what is wrong is named by file and key."))
def check(name: NameArgument) -> Text:
    from crmcli.playbook.checking import checked_playbook

    playbook = checked_playbook(current(), name)
    said = _("The playbook {name} is right.").format(name=playbook.called)
    return Text(said, {"name": playbook.name, "right": True})


@verb(playbook, "use", _("Put another playbook in force; every next date is computed anew."))
def use(name: NameArgument) -> Text:
    return _apply(name, "playbook use")


@verb(playbook, "apply", _("Put the playbook in force once more, after you have changed its file."))
def apply() -> Text:
    from crmcli.policy.queries import policy_in_force

    run = current()
    with run.reading() as book:
        name = policy_in_force(book).playbook
    return _apply(name, "playbook apply")


def _apply(name: str, command: str) -> Text:
    from crmcli.playbook.checking import checked_playbook
    from crmcli.playbook.service import apply_playbook
    from crmcli.policy.choosing import calendar_for, festivals_for
    from crmcli.staff.desk import desk
    from crmcli.staff.members import check_manages

    run = current()
    loaded = checked_playbook(run, name)
    name = loaded.name
    calendar, festivals = calendar_for(run, loaded.workdays_a_week), festivals_for(run)
    with desk(run, command) as at:
        check_manages(at)
        applied = apply_playbook(at, loaded, calendar, festivals)
    if applied.retired_grades:
        run.say(
            _("Grades that {name} does not know stay on their cards, without a rhythm: {grades}.").format(
                name=loaded.called, grades=" ".join(applied.retired_grades)
            )
        )
    adopted, staying = applied.adopted
    told: dict[str, Any] = {"name": name, "moved": applied.moved, "retired_grades": applied.retired_grades}
    told |= {"adopted_values": adopted, "staying_fields": staying}
    told["staying_values"] = [{"title": one.title, "codes": one.codes} for one in applied.staying]
    if adopted:
        run.say(_("Values that are now fields of {name}: {count}.").format(name=loaded.called, count=adopted))
    for sentence in _staying_said(applied.staying):
        run.say(sentence)
    text = _("{name} is in force; {moved} dates moved").format(name=loaded.called, moved=applied.moved)
    return Text(text, told)


def _staying_said(staying: "Sequence[Staying]") -> Iterator[str]:
    """Each field with values that do not fit it, and on whose cards they are."""
    for field, codes, is_replaced in staying:
        shown = " ".join(codes[:MOST_CODES]) + (" …" if len(codes) > MOST_CODES else "")
        yield (
            _replaced_said(field, shown, len(codes))
            if is_replaced
            else _n(
                "A value of {field} does not fit the field and stays as it is, on {count} card: {codes}",
                "Values of {field} do not fit the field and stay as they are, on {count} cards: {codes}",
                len(codes),
            ).format(field=field, count=len(codes), codes=shown)
        )


def _replaced_said(field: str, codes: str, count: int) -> str:
    """That values stand under the definition of the playbook of before."""
    return _n(
        "What the field does not take now stays under its definition of before, as {field}, on {count} card: {codes}",
        "What the field does not take now stays under its definition of before, as {field}, on {count} cards: {codes}",
        count,
    ).format(field=field, count=count, codes=codes)
