"""A checklist as one JSON document that loses nothing: what `crm export checklists` writes and an import takes back."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from crmcli.checklist.schema import NAME
from crmcli.staff.rules import STAFF_NAME_LIMIT

MARK = "crm_checklist"  # the first key: by it an import knows such a file
Day = Annotated[date, Field(ge=date(1900, 1, 1))]
StaffName = Annotated[str, Field(min_length=1, max_length=STAFF_NAME_LIMIT)]


class _Part(BaseModel):
    """JSON has no dates: they come as text, and nothing else is converted."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class PartyPart(_Part):
    """Somebody who has to do with it. `holder` is the key of another party, `template` a place in `templates`."""

    key: int
    holder: int | None
    template: int | None
    role: str = Field(max_length=60)
    name: str = Field(max_length=400)
    kind: Literal["person", "company"]
    dropped_on: Day | None


class FactPart(_Part):
    """What was said of a party."""

    party: int
    fact: str = Field(max_length=100, pattern=NAME)
    value: bool


class ReceiptPart(_Part):
    """Papers that came. `file` is the SHA-256 of one of `files`."""

    holder: int
    party: int
    item: str = Field(max_length=100, pattern=NAME)
    paper: str = Field(max_length=100, pattern=NAME)
    copies: int = Field(ge=1, le=10_000)
    covers_from_on: Day | None
    covers_to_on: Day | None
    issued_on: Day | None
    expires_on: Day | None
    note: str | None = Field(max_length=1000)
    file: str | None
    file_name: str | None = Field(max_length=400)
    received_on: Day
    received_by: StaffName
    state: Literal["received", "verified", "rejected"]
    decided_on: Day | None
    decided_by: StaffName | None
    original_seen: bool
    reason: str | None = Field(max_length=1000)


class WaiverPart(_Part):
    """What need not come."""

    holder: int
    party: int | None
    item: str = Field(max_length=100, pattern=NAME)
    paper: str | None = Field(max_length=100, pattern=NAME)
    waived_on: Day
    by: StaffName
    reason: str = Field(max_length=1000)


class FilePart(_Part):
    """A kept file, its content in Base64."""

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    name: str = Field(max_length=400)
    content: str | None  # None: it was lost before the export


class ChecklistDocument(_Part):
    """One checklist with everything that belongs to it, its templates as they were."""

    crm_checklist: Literal[1]
    checklist: str = Field(pattern=r"^CL[0-9]{4,18}$")
    code: str | None
    name: str = Field(max_length=400)
    subject: str | None = Field(max_length=400)
    applied_on: Day
    deadline_on: Day | None
    deadline_rule: str | None = Field(max_length=40)
    owner: StaffName
    started_at: str = Field(max_length=60)
    closed_on: Day | None
    closed_reason: str | None = Field(max_length=1000)
    templates: list[dict[str, JsonValue]] = Field(min_length=1)
    parties: list[PartyPart] = Field(min_length=1, max_length=1000)
    facts: list[FactPart]
    receipts: list[ReceiptPart]
    waivers: list[WaiverPart]
    files: list[FilePart]


def mapping_of(document: ChecklistDocument) -> dict[str, Any]:
    """The document as JSON has it."""
    return document.model_dump(mode="json")
