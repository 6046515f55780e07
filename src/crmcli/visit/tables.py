"""The visit record (docs/rules.md#visits)."""

from datetime import date

from sqlalchemy import CheckConstraint, Column, Index, Integer, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from crmcli.kit.storage.constraints import one_of
from crmcli.visit.rules import LEAST_SATISFIED, MOST_SATISFIED

VISIT_KINDS = ("visit", "reception", "call", "message", "wechat", "email", "fax", "mail", "other")


class Visit(SQLModel, table=True):
    """Any contact with a customer. `contact_on` is the local date that rules use, `at` the moment where known.

    `grade_reconsidered` is false where a script kept the grade without anybody looking at it. `purpose` has the words
    of visits logged before purposes had rows of their own (VisitPurpose). `line` is the company's number or account
    that was used, `proxy` who came in the customer's place.
    """

    __tablename__ = "visit"
    __table_args__ = (
        one_of("kind", VISIT_KINDS, name="kind_known"),
        Index("ix_visit_latest", "customer_id", "contact_on"),
        # Deleting a grade change asks whether a visit refers to it.
        Index(
            "ix_visit_grade_change_id", "grade_change_id", sqlite_where=text("grade_change_id is not null")
        ),
        # Lists and counts leave out whoever only scouts us.
        Index("ix_visit_scout", "customer_id", sqlite_where=text("is_scout")),
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
    line: str | None = None
    is_short: bool = Field(default=False, sa_column_kwargs={"server_default": text("0")})
    is_scout: bool = Field(default=False, sa_column_kwargs={"server_default": text("0")})
    satisfaction: int | None = Field(
        default=None,
        sa_column=Column(
            Integer,
            CheckConstraint(f"satisfaction between {LEAST_SATISFIED} and {MOST_SATISFIED}"),
        ),
    )
    proxy: str | None = None


class VisitCompanion(SQLModel, table=True):
    """A supervisor or colleague who went along."""

    __tablename__ = "visit_companion"

    id: int | None = Field(default=None, primary_key=True)
    visit_id: int = Field(foreign_key="visit.id", index=True)
    staff_id: int = Field(foreign_key="staff.id")


class VisitTold(SQLModel, table=True):
    """A supervisor who was told of a visitor who scouts us."""

    __tablename__ = "visit_told"

    id: int | None = Field(default=None, primary_key=True)
    visit_id: int = Field(foreign_key="visit.id", index=True)
    staff_id: int = Field(foreign_key="staff.id")


class VisitAspect(SQLModel, table=True):
    """One part of the full record, such as what was presented; the names are those of `policy.visit_record`."""

    __tablename__ = "visit_aspect"
    __table_args__ = (UniqueConstraint("visit_id", "aspect"),)

    id: int | None = Field(default=None, primary_key=True)
    visit_id: int = Field(foreign_key="visit.id")
    aspect: str
    text: str


class VisitPurpose(SQLModel, table=True):
    """What a visit was for: a stored word of the vocabulary `visit_purpose`, or somebody's own words."""

    __tablename__ = "visit_purpose"
    __table_args__ = (UniqueConstraint("visit_id", "purpose"),)

    id: int | None = Field(default=None, primary_key=True)
    visit_id: int = Field(foreign_key="visit.id")
    purpose: str


class VisitCorrection(SQLModel, table=True):
    """What a logged visit said before it was corrected. `what` is a column of the visit or an aspect."""

    __tablename__ = "visit_correction"

    id: int | None = Field(default=None, primary_key=True)
    visit_id: int = Field(foreign_key="visit.id", index=True)
    what: str
    old_text: str | None = None
    new_text: str | None = None
    corrected_at: str
    by_id: int = Field(foreign_key="staff.id")
    reason: str | None = None
