"""What reports keep: Saturday's counts, coaching, what was handed up (docs/rules.md#reports)."""

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel


class GradeCount(SQLModel, table=True):
    """How many customers of a grade somebody had on a day, as it was counted then and kept.

    `last_change_id` is the newest change of grade that the count knew, 0 where there was none.
    """

    __tablename__ = "grade_count"
    __table_args__ = (Index("ix_grade_count_once", "counted_on", "owner_id", "grade", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    counted_on: date
    owner_id: int = Field(foreign_key="staff.id", index=True)
    grade: str
    customers: int
    last_change_id: int
    by_id: int = Field(foreign_key="staff.id")


class Coaching(SQLModel, table=True):
    """One result of coaching a salesperson: its kind (1 to 12), of a meeting also the point (1 to 8), and the words."""

    __tablename__ = "coaching"
    __table_args__ = (
        CheckConstraint("kind between 1 and 12", name="kind_known"),
        CheckConstraint("point between 1 and 8", name="point_known"),
    )

    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    by_id: int = Field(foreign_key="staff.id")
    coached_on: date
    kind: int
    point: int | None = None
    text: str


class ReportSubmission(SQLModel, table=True):
    """A report as it was handed up: `content` is its JSON of that moment, `digest` the SHA-256 of it.

    `staff_id` and `branch` say whom it is about, nobody and nothing everybody.
    """

    __tablename__ = "report_submission"

    id: int | None = Field(default=None, primary_key=True)
    report: str
    first_on: date
    last_on: date
    staff_id: int | None = Field(default=None, foreign_key="staff.id")
    branch: str | None = None
    submitted_on: date
    submitted_at: str
    by_id: int = Field(foreign_key="staff.id")
    content: str
    digest: str


class ReportAnnotation(SQLModel, table=True):
    """What a superior wrote on a report: `level` 1 is a supervisor or the department's manager, 2 the general manager.

    One that is for a person or a branch is due there until somebody says that it is done; one for a department that is
    not of the staff is due with the person who sees to it (`for_id`).
    """

    __tablename__ = "report_annotation"
    __table_args__ = (CheckConstraint("level in (1, 2)", name="level_known"),)

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="report_submission.id", index=True)
    level: int
    by_id: int = Field(foreign_key="staff.id")
    annotated_on: date
    annotated_at: str
    text: str
    for_id: int | None = Field(default=None, foreign_key="staff.id")
    for_branch: str | None = None
    due_on: date | None = None
    done_on: date | None = None
    done_by_id: int | None = Field(default=None, foreign_key="staff.id")
    outcome: str | None = None
    for_department: str | None = None
