"""A playbook in full: grades, rules, the fields of the card by group, sources, checklists."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from crmcli.field.bounds import described_bounds
from crmcli.filing.required import ALWAYS
from crmcli.kit.cadence import describe_cadence
from crmcli.kit.formats import Block, Column, Field, Listing, Record
from crmcli.kit.i18n import _
from crmcli.playbook.condition_words import ConditionWords
from crmcli.playbook.visit_rules import fields_of_visits, mapping_of_visits
from crmcli.policy.fields import CardDefinition, FieldDefinition, SourceDefinition
from crmcli.policy.rules import Policy
from crmcli.policy.visit_record import VisitRecord


class Shown(NamedTuple):
    """What there is to show of a playbook: what it is called, and what is in it."""

    title: str
    policy: Policy
    visits: VisitRecord
    card: CardDefinition
    sources: Sequence[SourceDefinition]
    checklists: Sequence[str]
    checklists_called: Sequence[str]  # for people


def playbook_record(shown: Shown) -> Record:
    """For machines every key, for people what somebody at a desk asks for."""
    policy = shown.policy
    mapping = {
        **_rules(policy),
        "title": shown.title,
        **mapping_of_visits(shown.visits),
        "groups": [
            {
                "key": group.key,
                "title": group.title,
                "side": group.side,
                "fields": [_field(shown.card, field) for field in _of_group(shown.card, group.key)],
            }
            for group in shown.card.groups
        ],
        "sources": [
            {"key": one.key, "title": one.title, "definition": one.definition, "precedence": one.precedence}
            for one in shown.sources
        ],
        "checklists": list(shown.checklists),
    }
    return Record(mapping, list(_blocks(shown)), line=policy.playbook)


def _rules(policy: Policy) -> dict[str, Any]:
    window = policy.first_follow_up
    return {
        "name": policy.playbook,
        "grades": [
            {"letter": grade.letter, "cadence": str(grade.cadence), "need": list(grade.needs), "meaning": grade.meaning,
             "closes_within": str(grade.closes_within) if grade.closes_within else None,
             "on_rest_day": grade.on_rest_day}
            for grade in policy.grades
        ],
        "after_sale_cadence": str(policy.after_sale_cadence),
        "lost_grade": policy.lost_grade,
        "key_amount_fen": policy.key_amount_fen,
        "first_follow_up": {"from_day": window.from_day, "due_day": window.due_day} if window else None,
        "workdays_a_week": policy.workdays_a_week,
    }  # fmt: skip


def _field(card: CardDefinition, field: FieldDefinition) -> dict[str, Any]:
    told: dict[str, Any] = {
        "key": field.own_key,
        "title": field.title,
        "definition": field.definition or None,
        "type": field.type,
        "choices": [{"key": choice.key, "title": choice.label} for choice in field.choices],
        "unit": field.unit,
        "required_when": field.required_when,
        "sensitive": field.sensitive,
        "expires": field.expires,
        "min": None if field.least is None else float(field.least),
        "max": None if field.most is None else float(field.most),
        "past": field.is_past,
        "verification": field.verification,
        "class_stated": field.class_stated,
        "subject": field.subject,
        "card_column": field.card_column,
        "computed_from": field.computed_from,
    }
    if field.type == "records":
        told["columns"] = [_field(card, column) for column in card.columns(field)]
    return told


def _of_group(card: CardDefinition, group_key: str) -> Iterable[FieldDefinition]:
    return (field for field in card.fields() if field.group_key == group_key and not field.retired)


def _blocks(shown: Shown) -> Iterable[Block]:
    policy, window = shown.policy, shown.policy.first_follow_up
    grades = [(grade.letter, describe_cadence(grade.cadence), grade.meaning) for grade in policy.grades]
    columns = [Column("letter", _("Grade")), Column("cadence", _("Rhythm")), Column("meaning", _("Meaning"))]
    yield Block(
        shown.title,
        [
            Field(_("Playbook"), policy.playbook),
            Field(_("After a sale"), describe_cadence(policy.after_sale_cadence)),
            Field(_("After a lost deal"), policy.lost_grade),
            Field(_("Key from"), policy.key_amount_fen, "money"),
            Field(
                _("First follow-up"),
                _("day {first} to {last}").format(first=window.from_day, last=window.due_day)
                if window
                else None,
            ),
            *fields_of_visits(shown.visits),
            Field(_("Checklists"), list(shown.checklists_called) or None, "list"),
        ],
    )
    yield Block(_("Grades and rhythms"), Listing(columns, grades))
    words = ConditionWords(shown.card)
    for group in shown.card.groups:
        side = _("back") if group.side == "back" else ""
        heading = f"{group.title} ({side})" if side else group.title
        fields = list(_of_group(shown.card, group.key))
        rows = [row for field in fields for row in _rows(shown.card, field, words)]
        yield Block(heading, Listing(_field_columns(), rows, counted=len(fields)))
    if shown.sources:
        yield _sources(shown.sources)


def _sources(sources: Sequence[SourceDefinition]) -> Block:
    columns = [
        Column("key", _("Key")),
        Column("title", _("Source")),
        Column("definition", _("What counts as it"), line=2),
        Column("precedence", _("Precedence"), "words", labels=_precedences()),
    ]
    rows = [(one.key, one.title, one.definition, one.precedence) for one in sources]
    return Block(_("Sources"), Listing(columns, rows))


def _field_columns() -> list[Column]:
    return [
        Column("key", _("Key")),
        Column("title", _("Field")),
        Column("type", _("Type"), "words", labels=type_words()),
        Column("verification", _("Confirmed how often")),
        Column("marks", _("Marks")),
        Column("definition", _("What belongs into it"), line=2),
    ]


def _rows(card: CardDefinition, field: FieldDefinition, words: ConditionWords) -> Iterable[tuple[str, ...]]:
    confirmed = class_words()[field.verification]
    if field.class_stated:
        confirmed = _("{class_word} (stated)").format(class_word=confirmed)
    yield field.own_key, field.title, field.type, confirmed, _marks(field, words), _defined(field)
    for column in card.columns(field):
        yield f"  .{column.own_key}", column.title, column.type, "", _marks(column, words), _defined(column)


def _marks(field: FieldDefinition, words: ConditionWords) -> str:
    """What else is to be known of a field, in a few words."""
    told = []
    if field.required_when == ALWAYS:
        told.append(_("required"))
    elif field.required_when:
        told.append(_("required where {condition}").format(condition=words.of(field.required_when)))
    told += [_("sensitive")] if field.sensitive else []
    told += [_("expires on that day")] if field.expires else []
    told += [_("not a day to come")] if field.is_past else []
    told += [described_bounds(field)] if described_bounds(field) else []
    return _(", ").join(told)


def _defined(field: FieldDefinition) -> str:
    """Definition, choices and unit in one cell."""
    choices = " / ".join(choice.label for choice in field.choices)
    return "; ".join(part for part in (field.definition, choices, field.unit) if part)


def type_words() -> dict[str, str]:
    """The types of fields in the user's language."""
    return {
        "text": _("text"),
        "number": _("number"),
        "money": _("money"),
        "date": _("date"),
        "lunar_date": _("lunar date"),
        "choice": _("choice"),
        "choices": _("several choices"),
        "phone": _("phone"),
        "id_number": _("ID number"),
        "licence": _("licence"),
        "file": _("photo or file"),
        "records": _("list"),
    }


def class_words() -> dict[str, str]:
    """The classes of verification in the user's language."""
    return {
        "static": _("half-yearly"),
        "quarterly": _("quarterly"),
        "at_once": _("at once"),
        "computed": _("computed"),
    }


def _precedences() -> dict[str, str]:
    return {
        "before_others": _("counts before others"),
        "among_others": _("counts like others"),
        "only_alone": _("only where no other is"),
    }
