"""How far a card is, what a spot check found on it, when it was confirmed, who knows whom (docs/rules.md#card-life)."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from crmcli.kit.storage.constraints import one_of

STATES = ("draft", "submitted", "returned", "filed")
CAUSES = ("new", "first_deal")
RESULTS = ("open", "sound", "finding", "mended")


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


class CardCheck(SQLModel, table=True):
    """One draw of cards: the same seed draws the same cards of the same book."""

    __tablename__ = "card_check"

    id: int | None = Field(default=None, primary_key=True)
    drawn_on: date
    drawn_by_id: int = Field(foreign_key="staff.id")
    seed: int
    asked: int
    branch: str | None = None


class CardCheckItem(SQLModel, table=True):
    """One card of a draw, and what was found: nothing yet, nothing wrong, something, or mended since."""

    __tablename__ = "card_check_item"
    __table_args__ = (
        one_of("state", RESULTS, name="state_known"),
        Index("ix_card_check_item_customer", "customer_id"),
        Index("ix_card_check_item_open", "state", sqlite_where=text("state = 'open' or state = 'finding'")),
    )

    id: int | None = Field(default=None, primary_key=True)
    check_id: int = Field(foreign_key="card_check.id", index=True)
    customer_id: int = Field(foreign_key="customer.id")
    state: str = "open"
    finding: str | None = None
    checked_on: date | None = None
    checked_by_id: int | None = Field(default=None, foreign_key="staff.id")
    mended_on: date | None = None
    mended_by_id: int | None = Field(default=None, foreign_key="staff.id")
    mended_note: str | None = None


class CustomerRelation(SQLModel, table=True):
    """Who knows whom: the customer, or `person` there, and another customer, a colleague of ours or somebody else."""

    __tablename__ = "customer_relation"
    __table_args__ = (
        CheckConstraint(
            "(other_id is not null) + (staff_id is not null) + (who is not null) = 1", name="one_other_side"
        ),
        Index("ix_customer_relation_other", "other_id", sqlite_where=text("other_id is not null")),
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    person: str | None = None
    other_id: int | None = Field(default=None, foreign_key="customer.id")
    staff_id: int | None = Field(default=None, foreign_key="staff.id")
    who: str | None = None
    relation: str


class CardConfirmation(SQLModel, table=True):
    """Somebody went through the whole card with the customer: in which way, and whether anything had changed."""

    __tablename__ = "card_confirmation"
    __table_args__ = (Index("ix_card_confirmation_customer", "customer_id", "confirmed_on"),)

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id")
    confirmed_on: date
    how: str | None = None
    changed: bool = False
    note: str | None = None
    by_id: int = Field(foreign_key="staff.id")
