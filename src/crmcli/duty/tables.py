"""Due items of every kind that is not a date on the card itself (docs/architecture.md)."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel


class Duty(SQLModel, table=True):
    """One item of the due list: who has to do what, for which customer, by when. Follows from other rows.

    A customer has one row of a kind for each person who has to act. `source_id` is the row of the capability's own
    table that an item without a customer follows from. Grade, amount and names stand here too, so that the list is
    one walk over an index; they are kept in step with the card. An item with a `branch` is for whoever works there, and
    `owner_id` is who has given it. `name_zh` stands where an item is called otherwise in Chinese.
    """

    __tablename__ = "duty"
    __table_args__ = (
        CheckConstraint("customer_id is not null or source_id is not null", name="customer_or_source"),
        Index(
            "ix_duty_order",
            "kind",
            "grade",
            "due_on",
            text("amount_fen desc"),
            "code",
            "owner_id",
            "branch",
        ),
        Index("ix_duty_customer_id", "customer_id", "kind", sqlite_where=text("customer_id is not null")),
        Index("ix_duty_source", "kind", "source_id", sqlite_where=text("source_id is not null")),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    customer_id: int | None = Field(default=None, foreign_key="customer.id", ondelete="CASCADE")
    source_id: int | None = None
    code: str
    name: str
    grade: str | None = None
    owner_id: int = Field(foreign_key="staff.id")
    visible_on: date
    due_on: date
    title: str
    words_en: str
    words_zh: str
    amount_fen: int | None = None
    branch: str | None = None
    name_zh: str | None = None
