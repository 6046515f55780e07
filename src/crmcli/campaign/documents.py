"""A campaign as one JSON document that loses nothing: what `crm export campaigns` writes and an import takes back."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crmcli.campaign.pointing import NAME_LIMIT
from crmcli.customer.rules import LINE_LIMIT, NOTE_LIMIT
from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.toml_models import what_is_wrong
from crmcli.staff.rules import STAFF_NAME_LIMIT

Day = Annotated[date, Field(ge=date(1900, 1, 1))]
StaffName = Annotated[str, Field(min_length=1, max_length=STAFF_NAME_LIMIT)]
Line = Annotated[str, Field(max_length=LINE_LIMIT)]
Number = Annotated[int, Field(ge=1, le=999_999_999)]
Kind = Literal["visit", "reception", "call", "message", "wechat", "email", "fax", "mail", "other"]


class _Part(BaseModel):
    """JSON has no dates: they come as text, and nothing else is converted."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class _OfCustomer(_Part):
    code: str
    name: str = Field(max_length=400)


class MemberPart(_OfCustomer):
    """A customer who is called on."""

    planned_on: Day
    goal: Line | None
    focus: Line | None
    done_on: Day | None
    done_by: StaffName | None
    result: Line | None
    dropped_on: Day | None
    dropped_reason: Line | None


class OpinionPart(_OfCustomer):
    """What a customer said."""

    number: Number
    kind: Literal["praise", "complaint", "suggestion", "need"]
    text: str = Field(min_length=1, max_length=NOTE_LIMIT)
    said_on: Day
    by: StaffName


class ImprovementPart(_Part):
    """What is made better; `opinions` are numbers."""

    number: Number
    text: str = Field(min_length=1, max_length=LINE_LIMIT)
    owner: StaffName
    opened_on: Day
    due_on: Day
    done_on: Day | None
    result: Line | None
    opinions: list[Number] = Field(max_length=10_000)


class CampaignDocument(_Part):
    """One campaign with everything that belongs to it."""

    crm_campaign: Literal[1]
    campaign: str = Field(min_length=1, max_length=NAME_LIMIT)
    from_on: Day
    to_on: Day
    goal: Line | None
    focus: Line | None
    owner: StaffName
    counts: list[Kind] = Field(min_length=1, max_length=9)
    per_day: int | None = Field(ge=1, le=1_000)
    chosen_by: Line | None
    started_at: str = Field(max_length=60)
    ended_on: Day | None
    result: Line | None
    members: list[MemberPart]
    opinions: list[OpinionPart]
    improvements: list[ImprovementPart]


def checked(raw: object) -> CampaignDocument:
    """A document whose every value is what it must be. Raises ValueRefused."""
    try:
        document = CampaignDocument.model_validate(raw)
    except ValidationError as error:
        raise ValueRefused("{what}", what=_("{what}.").format(what=what_is_wrong(error))) from error
    numbers = [one.number for one in document.opinions]
    improvements = [one.number for one in document.improvements]
    named = {number for one in document.improvements for number in one.opinions}
    codes = [one.code for one in document.members]
    if document.to_on < document.from_on:
        raise ValueRefused(
            _("The campaign would end ({to}) before it begins ({first})."),
            to=document.to_on,
            first=document.from_on,
        )
    if any(len(set(keys)) != len(keys) for keys in (numbers, improvements, codes)) or named - set(numbers):
        raise ValueRefused(_("It names something twice, or an opinion that it does not have."))
    return document


def mapping_of(document: CampaignDocument) -> dict[str, Any]:
    """The document as JSON has it."""
    return document.model_dump(mode="json")
