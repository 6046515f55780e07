"""Closed deals (docs/rules.md#deals)."""

from datetime import date

from sqlmodel import Field, SQLModel

from crmcli.kit.storage.constraints import one_of


class Deal(SQLModel, table=True):
    """A chance that ended: won or lost, for how much (fen), of how much, when, why."""

    __tablename__ = "deal"
    __table_args__ = (one_of("outcome", ("won", "lost"), name="outcome_known"),)

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    outcome: str
    amount_fen: int | None = None
    quantity: float | None = None  # how much was bought, in the unit of the trade
    closed_on: date
    reason: str | None = None
    by_id: int = Field(foreign_key="staff.id")
