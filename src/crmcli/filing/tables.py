"""How far the card of a customer is (docs/rules.md#card-life)."""

from datetime import date

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from crmcli.kit.storage.constraints import one_of

STATES = ("draft", "submitted", "returned", "filed")
CAUSES = ("new", "first_deal")


class CardFiling(SQLModel, table=True):
    """The life of a card that somebody looks at. Without a row the card was filed as it came.

    `cause` is why it is due: somebody new, or the first transaction. `reason` is why it was returned.
    """

    __tablename__ = "card_filing"
    __table_args__ = (
        one_of("state", STATES, name="state_known"),
        one_of("cause", CAUSES, name="cause_known"),
        Index("ix_card_filing_open", "state", sqlite_where=text("state <> 'filed'")),
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", unique=True)
    state: str = "draft"
    cause: str
    opened_on: date
    submitted_on: date | None = None
    submitted_by_id: int | None = Field(default=None, foreign_key="staff.id")
    decided_on: date | None = None
    decided_by_id: int | None = Field(default=None, foreign_key="staff.id")
    reason: str | None = None
