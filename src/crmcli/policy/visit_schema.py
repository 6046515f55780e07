"""What a playbook file may say of the record of a visit (docs/visits.md). Checked like every other key."""

import json
from collections.abc import Iterable, Mapping

from pydantic import Field, field_validator

from crmcli.kit.i18n import _
from crmcli.kit.toml_models import Frozen, Wording
from crmcli.policy.visit_record import VISIT_ASPECTS, VISIT_FACTS

SUMMARY = "summary"
_NAME = r"^[a-z][a-z0-9_]{0,39}$"


class AspectSection(Frozen):
    """One `[[visit_aspect]]`: a part of the record that only this line of business has."""

    name: str = Field(pattern=_NAME)
    title: Wording

    @field_validator("name")
    @classmethod
    def _is_new(cls, name: str) -> str:
        if name in (*VISIT_ASPECTS, *VISIT_FACTS, SUMMARY):
            raise ValueError(_("{name} is there already").format(name=name))
        return name


class FormSection(Frozen):
    """`[visit_form.KIND]`: what is asked about a contact of that kind, in order, and what must be answered."""

    ask: list[str] = Field(default=[])
    required: list[str] = Field(default=[])


def record_value(
    own: Iterable[AspectSection],
    forms: Mapping[str, FormSection],
    phrases: Mapping[str, Mapping[str, str]],
    company_lines: Iterable[str],
) -> str:
    """All of it as the book stores it. What is required is asked too, after the rest."""
    asked = {
        kind: {"ask": list(dict.fromkeys((*form.ask, *form.required))), "required": form.required}
        for kind, form in forms.items()
    }
    stored = {
        "aspects": {section.name: section.title.model_dump() for section in own},
        "forms": asked,
        "phrases": phrases,
        "company_lines": list(company_lines),
    }
    return json.dumps(stored, ensure_ascii=False)
