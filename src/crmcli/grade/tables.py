"""The history of grades."""

from datetime import date

from sqlmodel import Field, SQLModel


class GradeChange(SQLModel, table=True):
    """One change of grade."""

    __tablename__ = "grade_change"

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    changed_on: date
    from_grade: str | None = None
    to_grade: str | None = None
    suggested: str | None = None
    reason: str | None = None
    by_id: int = Field(foreign_key="staff.id")


class GradeReview(SQLModel, table=True):
    """A grade that was looked at and stays (docs/rules.md#grade-review)."""

    __tablename__ = "grade_review"

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    grade: str | None = None
    reviewed_on: date
    by_id: int = Field(foreign_key="staff.id")
