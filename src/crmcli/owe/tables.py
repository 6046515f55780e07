"""What is owed to customers, and their marks (docs/rules.md#promises-and-complaints)."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from crmcli.kit.storage.constraints import one_of
from crmcli.owe.rules import KINDS, MOST_SATISFIED
from crmcli.visit.tables import Visit


class Owed(SQLModel, table=True):
    """One promise, complaint, suggestion or message, and each step of its life: who and when.

    `owner_id` None: whoever has the card. `expected_on` is the day that was named with an answer that could not be
    given at once. `closed_reason` says why it was dropped, or closed though nobody was told.
    """

    __tablename__ = "owed"
    __table_args__ = (
        one_of("kind", KINDS, name="kind_known"),
        CheckConstraint("not by_customer or kind = 'promise'", name="only_promises_by_customer"),
        CheckConstraint("told_on is null or answered_on is not null", name="answered_before_told"),
        CheckConstraint(
            "closed_on is null or told_on is not null or closed_reason is not null"
            " or kind = 'promise' or kind = 'message'",  # all but rules.MUST_BE_TOLD
            name="told_before_closed",
        ),
        CheckConstraint(
            "not is_dropped or (closed_on is not null and closed_reason is not null)",
            name="dropped_with_reason",
        ),
        Index("ix_owed_customer_id", "customer_id", "kind", "closed_on"),
        Index("ix_owed_visit_id", "visit_id", sqlite_where=text("visit_id is not null")),
    )

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    customer_id: int = Field(foreign_key="customer.id")
    kind: str
    by_customer: bool = False
    text: str
    topic: str | None = None
    origin: str | None = None
    limits: str | None = None
    department: str | None = None
    owner_id: int | None = Field(default=None, foreign_key="staff.id")
    visit_id: int | None = Field(default=None, foreign_key=f"{Visit.__tablename__}.id")
    opened_on: date
    opened_by_id: int = Field(foreign_key="staff.id")
    due_on: date
    answer: str | None = None
    answered_on: date | None = None
    answered_by_id: int | None = Field(default=None, foreign_key="staff.id")
    expected_on: date | None = None
    told_on: date | None = None
    told_how: str | None = None
    told_by_id: int | None = Field(default=None, foreign_key="staff.id")
    outcome: str | None = None
    prevention: str | None = None
    closed_on: date | None = None
    closed_by_id: int | None = Field(default=None, foreign_key="staff.id")
    closed_reason: str | None = None
    is_dropped: bool = False


class SatisfactionMark(SQLModel, table=True):
    """How satisfied a customer is, asked in a survey or by the way."""

    __tablename__ = "satisfaction_mark"
    __table_args__ = (
        CheckConstraint(f"mark between 1 and {MOST_SATISFIED}", name="mark_in_range"),
        Index("ix_satisfaction_mark_customer_id", "customer_id", "given_on"),
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id")
    mark: int
    comment: str | None = None
    survey: str | None = None
    given_on: date
    by_id: int = Field(foreign_key="staff.id")
    noted_at: str
