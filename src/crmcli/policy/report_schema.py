"""What a playbook file may say of reports. Checked like every other key."""

from pydantic import Field, field_validator

from crmcli.kit.i18n import _
from crmcli.kit.toml_models import Frozen, Wording


class CoachingKind(Frozen):
    """One `[[reports.coaching_kind]]`: a name for a kind of coaching that the source has lost."""

    kind: int = Field(ge=2, le=7)
    name: Wording


class ReportsSection(Frozen):
    """`[reports]`: quotas that reports compare with; left out, there is none (docs/rules.md#reports)."""

    accompany_days: int | None = Field(default=None, ge=0, le=31)
    least_customers: int | None = Field(default=None, ge=0)
    least_in_grade: dict[str, int] = Field(default={})
    coaching_kind: list[CoachingKind] = Field(default=[])

    @field_validator("coaching_kind")
    @classmethod
    def _named_once(cls, kinds: list[CoachingKind]) -> list[CoachingKind]:
        numbers = [one.kind for one in kinds]
        twice = [number for number in numbers if numbers.count(number) > 1]
        if twice:
            raise ValueError(_("{letter} is defined twice").format(letter=twice[0]))
        return kinds
