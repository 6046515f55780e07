"""The templates there are, and one in full: what each item asks for, of whom."""

from collections.abc import Iterator
from typing import Any

from crmcli.checklist.conditions import terms_of
from crmcli.checklist.loading import (
    load_template,
    shipped_templates,
    template_called,
    templates_folder,
)
from crmcli.checklist.template import Item, Requirement, Span, Template, papers_of
from crmcli.checklist.vocabulary import SELF, form_words, role_words
from crmcli.checklist.wording import enumerate_words
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.errors import RuleRefused
from crmcli.kit.formats import Block, Column, Field, Listing, Record
from crmcli.kit.i18n import _, _n
from crmcli.kit.policy_files import own_files


def template_listing(run: Invocation) -> Listing:
    """Every template with how many items it has; a wrong file of one's own is said and hides no other."""
    folder = templates_folder(run.environ)
    own = own_files(folder)
    rows: list[tuple[str, str | None, int | None, str | None, bool]] = []
    for name in sorted({*shipped_templates(), *own}):
        try:
            template = load_template(name, folder).template
        except RuleRefused as refusal:
            run.warn(str(refusal))
            rows.append((name, None, None, None, name in own))
            continue
        days = template.deadline_working_days
        deadline = _working_days(days)
        rows.append((name, template.title.here, len(template.items), deadline, name in own))
    columns = [
        Column("name", _("Called")),
        Column("title", _("Papers for")),
        Column("items", _("Items"), "int"),
        Column("deadline", _("Deadline")),
        Column("own", _("Your own"), "bool"),
    ]
    return Listing(columns, rows, code_key="name")


def template_record(run: Invocation, name: str) -> Record:
    """One template. Raises NotFound with the nearest names, RuleRefused where its file is wrong."""
    loaded = template_called(name, templates_folder(run.environ))
    template = loaded.template
    columns = [
        Column("number", "#", "int"),
        Column("name", _("Called")),
        Column("title", _("Item")),
        Column("asked", _("What is asked for"), line=2),
    ]
    rows = [(item.number, item.name, item.title.here, _item(template, item)) for item in template.items]
    blocks = [
        Block(f"{template.title.here}  {template.name}", list(_fields(template))),
        Block("", Listing(columns, rows)),
    ]
    return Record(_mapping(loaded.document), blocks, line=name, code_key="name")


def _mapping(document: dict[str, Any]) -> dict[str, Any]:
    items = [{"number": number, **item} for number, item in enumerate(document["item"], start=1)]
    return {**{key: value for key, value in document.items() if key != "item"}, "items": items}


def _fields(template: Template) -> Iterator[Field]:
    yield Field(_("Whose"), role_words(template.main))
    days = template.deadline_working_days
    yield Field(_("Deadline"), _working_days(days))
    lists = [f"{role_words(one.role)}: {one.person} / {one.company}" for one in template.holders]
    yield Field(_("Lists of others"), "\n".join(lists) or None)
    yield Field(_("Collateral"), _collateral(template))
    facts = [
        f"{name}: {fact.ask.here} ({_('yes') if fact.default else _('no')}, {_('assumed')})"
        for name, fact in template.facts.items()
    ]
    yield Field(_("Facts"), "\n".join(facts) or None)
    yield Field(_("Acceptance"), template.acceptance.here if template.acceptance else None)
    yield Field(_("Notes"), "\n".join(note.here for note in template.notes) or None)


def _collateral(template: Template) -> str | None:
    if template.collateral is None:
        return None
    roles = [role_words(one.role) for one in template.holders]
    # Which of the two readings counts is a setting of the template: unless = "one" or "both".
    if template.collateral.unless == "one":
        return _('{title}, unless there is one of: {roles} (unless = "one")').format(
            title=template.collateral.title.here, roles=enumerate_words(roles)
        )
    return _('{title}, unless there are all of: {roles} (unless = "both")').format(
        title=template.collateral.title.here, roles=enumerate_words(roles)
    )


def _item(template: Template, item: Item) -> str:
    words = [_requirement(template, item, item.requirement)]
    if item.when:
        words.append(_("only if: {condition}").format(condition=_condition(template, item.when)))
    if item.optional:
        words.append(
            _("may be left out if: {condition}").format(condition=_condition(template, item.optional))
        )
    if item.open:
        words.append(_("whatever else belongs here"))
    if item.waived_by != "anyone":
        words.append(_("waived by: {who}").format(who=item.waived_by))
    return "; ".join(filter(None, words))


def _requirement(template: Template, item: Item, part: Requirement) -> str:
    if part.every:
        inside = enumerate_words(_requirement(template, item, one) for one in part.every)
    elif part.options:
        inside = " / ".join(
            " + ".join(_requirement(template, item, each) for each in (one.every or (one,)))
            for one in part.options
        )
    else:
        inside = _paper(template, item, part)
    whose = [_("themselves") if role == SELF else role_words(role) for role in part.whose]
    of = "" if whose in ([], [_("themselves")]) else _("of {persons}").format(persons=enumerate_words(whose))
    return " ".join(filter(None, (inside, of)))


def _paper(template: Template, item: Item, part: Requirement) -> str:
    title = template.paper_title(str(part.paper)).here
    name = "" if len(papers_of(item.requirement)) == 1 else title
    terms = []
    if part.at_least > 1:
        terms.append(_("at least {count}").format(count=part.at_least))
    terms += [_span(span) for span in part.covers]
    if part.max_age:
        terms.append(_("not older than {age}").format(age=part.max_age))
    told = f"{item.title.here} {title}"
    terms += [word for word in map(form_words, part.form) if word not in told]
    if part.when:
        terms.append(_("only if: {condition}").format(condition=_condition(template, part.when)))
    told = enumerate_words(terms)
    return f"{name} ({told})" if name and told else name or told


def _condition(template: Template, condition: str) -> str:
    """A condition in the words of its facts."""
    kinds = {"person": _("a person"), "company": _("a company")}
    words = []
    for fact, wanted in terms_of(condition):
        told = template.facts[fact].ask.here if fact in template.facts else kinds[fact]
        words.append(told if wanted else _("not: {fact}").format(fact=told))
    return _(", ").join(words)


def _span(span: Span) -> str:
    words = {
        "months": _("the last {number} months"),
        "calendar_months": _("the last {number} calendar months"),
        "calendar_years": _("the last {number} calendar years"),
        "year_ends": _("the last {number} year-ends"),
    }
    return words[span.unit].format(number=span.number)


def _working_days(days: int | None) -> str | None:
    return _n("{count} working day", "{count} working days", days).format(count=days) if days else None
