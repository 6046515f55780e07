"""The visit record (docs/rules.md#visits)."""

from datetime import date

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from crmcli.kit.storage.constraints import one_of

VISIT_KINDS = ("visit", "reception", "call", "message", "wechat", "email", "fax", "mail", "other")


class Visit(SQLModel, table=True):
    """Any contact with a customer. `contact_on` is the local date that rules use, `at` the moment where known.

    `grade_reconsidered` is false where a script kept the grade without anybody looking at it.
    """

    __tablename__ = "visit"
    __table_args__ = (
        one_of("kind", VISIT_KINDS, name="kind_known"),
        Index("ix_visit_latest", "customer_id", "contact_on"),
        # Deleting a grade change asks whether a visit refers to it.
        Index(
            "ix_visit_grade_change_id", "grade_change_id", sqlite_where=text("grade_change_id is not null")
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id")
    contact_on: date
    at: str | None = None
    kind: str
    summary: str = ""
    by_id: int = Field(foreign_key="staff.id")
    purpose: str | None = None
    grade_before: str | None = None
    grade_after: str | None = None
    grade_reconsidered: bool = False
    grade_change_id: int | None = Field(default=None, foreign_key="grade_change.id")
    reason: str | None = None
    next_on: date | None = None
    next_topic: str | None = None
    logged_at: str


class VisitCompanion(SQLModel, table=True):
    """A supervisor or colleague who went along."""

    __tablename__ = "visit_companion"

    id: int | None = Field(default=None, primary_key=True)
    visit_id: int = Field(foreign_key="visit.id", index=True)
    staff_id: int = Field(foreign_key="staff.id")
