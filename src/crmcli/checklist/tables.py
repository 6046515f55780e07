"""Checklists: the applications, who has to do with them, what came. Rules: docs/rules.md#checklists."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from crmcli.kit.storage.constraints import one_of


class ChecklistTemplate(SQLModel, table=True):
    """A template as it was when a checklist was started with it: JSON, kept once however often it is used."""

    __tablename__ = "checklist_template"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    title_en: str
    title_zh: str
    digest: str = Field(unique=True)
    definition: str


class Checklist(SQLModel, table=True):
    """One application: of a customer, or under the name of an office or partner (`subject`).

    `deadline_rule` is what the deadline was set by: `3wd`, or a date. Without one there is no deadline.
    """

    __tablename__ = "checklist"
    __table_args__ = (
        CheckConstraint("(customer_id is null) <> (subject is null)", name="customer_or_subject"),
        Index("ix_checklist_customer", "customer_id", sqlite_where=text("customer_id is not null")),
        Index("ix_checklist_open", "applied_on", sqlite_where=text("closed_on is null")),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    subject: str | None = None
    subject_folded: str | None = None
    template_id: int = Field(foreign_key="checklist_template.id")
    applied_on: date
    deadline_on: date | None = None
    deadline_rule: str | None = None
    owner_id: int = Field(foreign_key="staff.id")
    started_at: str
    closed_on: date | None = None
    closed_reason: str | None = None
    rev: int = 1


class ChecklistParty(SQLModel, table=True):
    """Somebody who has to do with the application. Whoever hands in a list has its template, the others a holder.

    An empty name: the role is asked for and nobody is named yet. Who was dropped stays, with what came.
    """

    __tablename__ = "checklist_party"
    __table_args__ = (one_of("kind", ("person", "company"), name="kind_known"),)

    id: int | None = Field(default=None, primary_key=True)
    checklist_id: int = Field(foreign_key="checklist.id", index=True)
    holder_id: int | None = Field(default=None, foreign_key="checklist_party.id")
    template_id: int | None = Field(default=None, foreign_key="checklist_template.id")
    role: str
    name: str = ""
    kind: str
    dropped_on: date | None = None


class ChecklistFact(SQLModel, table=True):
    """What somebody said of whoever hands in a list: a fact that the template asks about."""

    __tablename__ = "checklist_fact"
    __table_args__ = (Index("ix_checklist_fact_once", "party_id", "fact", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    checklist_id: int = Field(foreign_key="checklist.id", index=True)
    party_id: int = Field(foreign_key="checklist_party.id")
    fact: str
    value: bool


class ChecklistFile(SQLModel, table=True):
    """A copy of a file that is kept beside the book under its SHA-256, called `name` when it first came."""

    __tablename__ = "checklist_file"

    id: int | None = Field(default=None, primary_key=True)
    digest: str = Field(unique=True)
    name: str
    size_bytes: int
    kept_at: str


class ChecklistReceipt(SQLModel, table=True):
    """Papers that came together: of one kind, of one person, for one item of one list."""

    __tablename__ = "checklist_receipt"
    __table_args__ = (
        one_of("state", ("received", "verified", "rejected"), name="state_known"),
        CheckConstraint("copies > 0", name="copies_positive"),
    )

    id: int | None = Field(default=None, primary_key=True)
    checklist_id: int = Field(foreign_key="checklist.id", index=True)
    holder_id: int = Field(foreign_key="checklist_party.id")
    party_id: int = Field(foreign_key="checklist_party.id")
    item: str
    paper: str
    copies: int = 1
    covers_from_on: date | None = None
    covers_to_on: date | None = None
    issued_on: date | None = None
    expires_on: date | None = None
    note: str | None = None
    file_id: int | None = Field(default=None, foreign_key="checklist_file.id", index=True)
    file_name: str | None = None
    received_on: date
    received_by_id: int = Field(foreign_key="staff.id")
    state: str = "received"
    decided_on: date | None = None
    decided_by_id: int | None = Field(default=None, foreign_key="staff.id")
    original_seen: bool = False
    reason: str | None = None


class ChecklistWaiver(SQLModel, table=True):
    """Somebody's word that a paper, or without `paper` a whole item, need not come."""

    __tablename__ = "checklist_waiver"

    id: int | None = Field(default=None, primary_key=True)
    checklist_id: int = Field(foreign_key="checklist.id", index=True)
    holder_id: int = Field(foreign_key="checklist_party.id")
    party_id: int | None = Field(default=None, foreign_key="checklist_party.id")
    item: str
    paper: str | None = None
    waived_on: date
    by_id: int = Field(foreign_key="staff.id")
    reason: str


class ChecklistState(SQLModel, table=True):
    """How a checklist stands, in numbers and words: follows from its rows (following.py), no part of the history.

    `missing` are item names, in the order of the list; `missing_en`, `missing_zh` the same for people.
    """

    __tablename__ = "checklist_state"
    __table_args__ = (one_of("state", ("open", "gathered", "complete", "closed"), name="state_known"),)

    id: int | None = Field(default=None, primary_key=True)
    checklist_id: int = Field(foreign_key="checklist.id", unique=True, ondelete="CASCADE")
    state: str
    required: int
    gathered: int
    settled: int
    missing: str = ""
    missing_en: str = ""
    missing_zh: str = ""
    gathered_on: date | None = None


class ChecklistDue(SQLModel, table=True):
    """What the due list shows of checklists: a row per customer (or subject) and kind; follows like the state.

    Grade, amount and the rest stand here too, so that the list is one walk over an index.
    """

    __tablename__ = "checklist_due"
    __table_args__ = (
        one_of("kind", ("checklist", "document_expiry"), name="kind_known"),
        Index(
            "ix_checklist_due_order",
            "kind",
            "grade",
            "due_on",
            text("amount_fen desc"),
            "code",
            "owner_id",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    customer_id: int | None = Field(default=None, foreign_key="customer.id", ondelete="CASCADE", index=True)
    checklist_id: int | None = Field(default=None, foreign_key="checklist.id", ondelete="CASCADE", index=True)
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
