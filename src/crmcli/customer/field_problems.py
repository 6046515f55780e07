"""Whether the fields of a playbook go together with what every card has, and ask for what there is."""

from collections.abc import Iterator
from datetime import date

from crmcli.customer.fields import registry_with
from crmcli.kit.errors import UsageRefused
from crmcli.kit.i18n import _
from crmcli.kit.storage.migrating import empty_book
from crmcli.kit.where import Fields, compile_where
from crmcli.kit.where.fields import folded
from crmcli.policy.compiling import card_of
from crmcli.policy.field_schema import ALWAYS, FieldSection
from crmcli.policy.schema import Playbook


def field_problems(playbook: Playbook, today: date) -> Iterator[tuple[str, str]]:
    """The key of each field that is wrong, and why."""
    fields = registry_with(card_of(playbook), empty_book(), today)
    for place, field in enumerate(playbook.field, start=1):
        yield from ((f"field.{place}", problem) for problem in _problems_of(field, fields, today))


def _problems_of(field: FieldSection, fields: Fields, today: date) -> Iterator[str]:
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
    if field.required_when not in (None, ALWAYS):
        try:
            compile_where(str(field.required_when), fields, today)
        except UsageRefused as refusal:
            yield f"required_when: {refusal}"
