"""Whether the fields of a playbook go together with what every card has, and ask for what there is."""

import sqlite3
from collections.abc import Iterator
from datetime import date

from crmcli.customer.fields import registry_with
from crmcli.kit.errors import CrmError
from crmcli.kit.i18n import _
from crmcli.kit.storage.migrating import empty_book
from crmcli.kit.where import Fields, compile_where
from crmcli.kit.where.fields import folded
from crmcli.policy.field_schema import ALWAYS, FieldSection
from crmcli.policy.queries import build_policy
from crmcli.policy.schema import Playbook, policy_rows
from crmcli.policy.sections import card_of, sources_of


def field_problems(playbook: Playbook, today: date) -> Iterator[tuple[str, str]]:
    """The key of each field that is wrong, and why."""
    fields = fields_with(playbook, empty_book(), today)
    for place, field in enumerate(playbook.field, start=1):
        yield from ((f"field.{place}", problem) for problem in taken_names(field, fields))
        if field.required_when not in (None, ALWAYS):
            told = why_not(str(field.required_when), fields, today)
            if told:
                yield f"field.{place}", f"required_when: {told}"


def fields_with(playbook: Playbook, book: sqlite3.Connection, today: date) -> Fields:
    """What a condition may ask for, were the playbook in force in that book."""
    policy = build_policy(*policy_rows(playbook))
    return registry_with(card_of(playbook), book, today, policy, sources_of(playbook))


def taken_names(field: FieldSection, fields: Fields) -> Iterator[str]:
    """The names that a field of every card has already."""
    for name in field.names():
        built_in = fields.built_in(name)
        is_its_name = built_in is not None and folded(built_in.name) == folded(name)
        if (
            built_in is not None
            and is_its_name
            and built_in.name not in (field.card_column, field.computed_from)
        ):
            yield _(
                '{name} is a field of every card; say card_column = "{column}", or call it otherwise'
            ).format(name=name, column=built_in.name)


def why_not(condition: str, fields: Fields, today: date) -> str | None:
    """Why `--where` would refuse a condition; None where it takes it."""
    try:
        compile_where(condition, fields, today)
    except CrmError as refusal:
        return str(refusal)
    return None
