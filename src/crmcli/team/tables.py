"""Customers who pass from one person to another (docs/rules.md#leaving)."""

from datetime import date

from sqlmodel import Field, SQLModel


class Handover(SQLModel, table=True):
    """One customer handed over. The customer is told when the successor has been in contact."""

    __tablename__ = "handover"

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    from_id: int = Field(foreign_key="staff.id")
    to_id: int = Field(foreign_key="staff.id")
    handed_on: date
    tell_by_on: date
