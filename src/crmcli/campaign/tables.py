"""Campaigns and what comes of them (docs/rules.md#campaigns)."""

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from crmcli.kit.storage.constraints import one_of

OPINION_KINDS = ("praise", "complaint", "suggestion", "need")


class Campaign(SQLModel, table=True):
    """Customers called on in a period, for one purpose.

    `goal` and `focus` hold for every visit that has none of its own. `counts` are the kinds of contact that make a
    member done, `chosen_by` is the condition by which the members were picked, `per_day` the most that anybody was
    to have on a day.
    """

    __tablename__ = "campaign"
    __table_args__ = (
        CheckConstraint("from_on <= to_on", name="ends_after_it_begins"),
        CheckConstraint("per_day > 0", name="per_day_positive"),
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str
    name_folded: str = Field(unique=True)
    from_on: date
    to_on: date
    goal: str | None = None
    focus: str | None = None
    owner_id: int = Field(foreign_key="staff.id")
    counts: str
    per_day: int | None = None
    chosen_by: str | None = None
    started_at: str
    ended_on: date | None = None
    result: str | None = None


class CampaignMember(SQLModel, table=True):
    """A customer who is to be called on, by its owner, on a day.

    `done_on` is set by hand only: a contact logged meanwhile makes a member done by itself (`campaign_member_list`).
    """

    __tablename__ = "campaign_member"
    __table_args__ = (Index("ix_campaign_member_once", "campaign_id", "customer_id", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    customer_id: int = Field(foreign_key="customer.id", index=True)
    planned_on: date
    goal: str | None = None
    focus: str | None = None
    done_on: date | None = None
    done_by_id: int | None = Field(default=None, foreign_key="staff.id")
    result: str | None = None
    dropped_on: date | None = None
    dropped_reason: str | None = None


class CampaignOpinion(SQLModel, table=True):
    """What a customer said of us. Opinions are numbered in each campaign."""

    __tablename__ = "campaign_opinion"
    __table_args__ = (
        one_of("kind", OPINION_KINDS, name="kind_known"),
        Index("ix_campaign_opinion_once", "campaign_id", "number", unique=True),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    number: int
    customer_id: int = Field(foreign_key="customer.id", index=True)
    kind: str
    text: str
    said_on: date
    by_id: int = Field(foreign_key="staff.id")


class CampaignImprovement(SQLModel, table=True):
    """What we do about it: who answers for it, by when, and what came of it. Numbered in each campaign."""

    __tablename__ = "campaign_improvement"
    __table_args__ = (Index("ix_campaign_improvement_once", "campaign_id", "number", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    number: int
    text: str
    owner_id: int = Field(foreign_key="staff.id")
    opened_on: date
    due_on: date
    done_on: date | None = None
    result: str | None = None


class CampaignReason(SQLModel, table=True):
    """An opinion that an improvement follows from."""

    __tablename__ = "campaign_reason"
    __table_args__ = (Index("ix_campaign_reason_once", "improvement_id", "opinion_id", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    improvement_id: int = Field(foreign_key="campaign_improvement.id")
    opinion_id: int = Field(foreign_key="campaign_opinion.id", index=True)
