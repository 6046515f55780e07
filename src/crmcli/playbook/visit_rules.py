"""What a playbook says of the record of a visit, shown."""

import json
from collections.abc import Mapping
from typing import Any

from crmcli.customer.vocabulary import labels
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.formats import Column, Field, Listing
from crmcli.kit.i18n import _
from crmcli.policy.visit_record import KEY, VisitRecord, read_record, visit_record_in_force
from crmcli.visit.particulars import aspect_meant, item_titles
from crmcli.visit.phrases import SUMMARY, known_phrases, own_phrases


def record_of(values: Mapping[str, str]) -> VisitRecord:
    """The record's rules of a playbook that is not in force, from its values as the book would store them."""
    return read_record(json.loads(values[KEY])) if KEY in values else VisitRecord()


def mapping_of_visits(record: VisitRecord) -> dict[str, Any]:
    """What is asked about visits, under English keys."""
    return {
        "company_lines": list(record.company_lines),
        "visit_aspects": {name: dict(titles) for name, titles in record.own_aspects.items()},
        "visit_form": {
            kind: {"ask": list(asked), "required": list(record.required.get(kind, ()))}
            for kind, asked in record.asked.items()
        },
    }


def fields_of_visits(record: VisitRecord) -> list[Field]:
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
