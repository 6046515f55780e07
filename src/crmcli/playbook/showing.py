"""A playbook shown: grades and rules, and what it says of the record of a visit."""

import json
from collections.abc import Mapping
from typing import Any

from crmcli.customer.vocabulary import labels
from crmcli.kit.cadence import describe_cadence
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.formats import Block, Column, Field, Listing, Record
from crmcli.kit.i18n import _
from crmcli.policy.rules import Policy
from crmcli.policy.visit_record import KEY, VisitRecord, read_record, visit_record_in_force
from crmcli.visit.particulars import aspect_meant, item_titles
from crmcli.visit.phrases import SUMMARY, known_phrases, own_phrases


def playbook_record(policy: Policy, record: VisitRecord) -> Record:
    """The grades, the rules, and what is asked about visits."""
    grades = [(grade.letter, describe_cadence(grade.cadence), grade.meaning) for grade in policy.grades]
    window = policy.first_follow_up
    mapping = {
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
        **_mapping_of_visits(record),
    }  # fmt: skip
    columns = [Column("letter", _("Grade")), Column("cadence", _("Rhythm")), Column("meaning", _("Meaning"))]
    days = _("day {first} to {last}").format(first=window.from_day, last=window.due_day) if window else None
    facts = [
        Field(_("After a sale"), describe_cadence(policy.after_sale_cadence)),
        Field(_("After a lost deal"), policy.lost_grade),
        Field(_("Key from"), policy.key_amount_fen, "money"),
        Field(_("First follow-up"), days),
        *_fields_of_visits(record),
    ]
    blocks = [Block(policy.playbook, Listing(columns, grades)), Block("", facts)]
    return Record(mapping, blocks, line=policy.playbook)


def record_of(values: Mapping[str, str]) -> VisitRecord:
    """The record's rules of a playbook that is not in force, from its values as the book would store them."""
    return read_record(json.loads(values[KEY])) if KEY in values else VisitRecord()


def _mapping_of_visits(record: VisitRecord) -> dict[str, Any]:
    """The same under English keys."""
    return {
        "company_lines": list(record.company_lines),
        "visit_aspects": {name: dict(titles) for name, titles in record.own_aspects.items()},
        "visit_form": {
            kind: {"ask": list(asked), "required": list(record.required.get(kind, ()))}
            for kind, asked in record.asked.items()
        },
    }


def _fields_of_visits(record: VisitRecord) -> list[Field]:
    """The same for people: what is asked about each kind of contact, the required marked."""
    titles, kinds = item_titles(record), labels("contact_kind")
    fields = [Field(_("Company lines"), list(record.company_lines), "list")]
    for kind, asked in record.asked.items():
        required = record.required.get(kind, ())
        worded = [titles[item] + (" *" if item in required else "") for item in asked]
        fields.append(Field(_("Asked ({kind})").format(kind=kinds[kind]), worded, "list"))
    return fields


def phrase_listing(run: Invocation, typed: str | None) -> Listing:
    """The phrases that `@name` stands for, of one aspect or of all. Raises ValueRefused for an unknown aspect."""
    with run.reading() as book:
        record = visit_record_in_force(book)
    aspect = None if typed is None else SUMMARY if typed == SUMMARY else aspect_meant(typed, record)
    own = own_phrases(run, record)
    titles = {SUMMARY: _("Summary"), **item_titles(record)}
    rows = [
        (part, f"@{name}", text, name in own.get(part, {}))
        for part, named in known_phrases(run, record).items()
        for name, text in named.items()
        if aspect in (None, part)
    ]
    columns = [
        Column("aspect", _("Part of the record"), "words", labels=titles),
        Column("name", _("Phrase")),
        Column("text", _("Text")),
        Column("own", _("Your own"), "bool"),
    ]
    return Listing(
        columns, rows, code_key="name", empty=_("There are no phrases; docs/visits.md says how to make some.")
    )
