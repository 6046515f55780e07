"""Staff as the book knows them."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from crmcli.kit.storage.constraints import one_of

ROLES = ("salesperson", "supervisor", "manager")  # the lowest first


class Staff(SQLModel, table=True):
    """One person on our side. `name_folded` is what typed names are compared with.

    `capacity_a_day` is how many follow-ups a day the person can make; whoever has left keeps the row.
    """

    __tablename__ = "staff"
    __table_args__ = (
        one_of("role", ROLES, name="role_known"),
        CheckConstraint("capacity_a_day >= 0", name="capacity_not_negative"),
        Index("ix_staff_supervisor_id", "supervisor_id", sqlite_where=text("supervisor_id is not null")),
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str
    name_folded: str = Field(unique=True)
    added_at: str
    role: str = Field(default=ROLES[0], sa_column_kwargs={"server_default": ROLES[0]})
    branch: str | None = None
    territory: str | None = None
    supervisor_id: int | None = Field(default=None, foreign_key="staff.id")
    capacity_a_day: int | None = None
    left_on: date | None = None
