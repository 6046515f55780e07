"""The history of grades."""

from datetime import date

from sqlmodel import Field, SQLModel


class GradeChange(SQLModel, table=True):
    """One change of grade. `visit_id` where it was decided at a contact."""

    __tablename__ = "grade_change"

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    changed_on: date
    from_grade: str | None = None
    to_grade: str | None = None
    suggested: str | None = None
    reason: str | None = None
    visit_id: int | None = Field(default=None, foreign_key="visit.id")
    by_id: int = Field(foreign_key="staff.id")
