"""What waits for a yes, and what became of it (docs/rules.md#approvals)."""

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from crmcli.kit.storage.constraints import one_of

STATES = ("pending", "granted", "refused", "withdrawn")


class Approval(SQLModel, table=True):
    """One request. `asked` says what is to be done, `facts` what must still hold then: both JSON objects.

    `approver_id` is in whose due list it stands; whoever has `needs_role` or a higher one may decide, never the asker.
    """

    __tablename__ = "approval"
    __table_args__ = (
        one_of("state", STATES, name="state_known"),
        Index("ix_approval_pending", "state", "approver_id", sqlite_where=text("state = 'pending'")),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    customer_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    asked_by_id: int = Field(foreign_key="staff.id")
    asked_at: str
    asked: str
    facts: str
    reason: str | None = None
    needs_role: str
    approver_id: int | None = Field(default=None, foreign_key="staff.id")
    state: str = "pending"
    decided_by_id: int | None = Field(default=None, foreign_key="staff.id")
    decided_at: str | None = None
    note: str | None = None
