"""Greetings that were given (docs/rules.md#greetings)."""

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field, SQLModel


class Greeting(SQLModel, table=True):
    """Somebody was greeted. `occasion` is `birthday` or the name of a festival, `occasion_on` the day it fell on.

    `person` is whose birthday it was, by name; none for the customer's own and for festivals.
    """

    __tablename__ = "greeting"
    __table_args__ = (Index("ix_greeting_customer", "customer_id", "occasion_on"),)

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id")
    occasion: str
    occasion_on: date
    person: str | None = None
    greeted_on: date
    how: str | None = None
    note: str | None = None
    by_id: int = Field(foreign_key="staff.id")
