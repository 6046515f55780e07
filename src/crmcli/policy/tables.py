"""The policy in force, compiled into the book so that reads need no TOML."""

from sqlmodel import Field, SQLModel

from crmcli.kit.storage.constraints import one_of


class PolicyGrade(SQLModel, table=True):
    """One grade of the playbook in force; `rank` 1 is the best. Durations as `7d`, needs as `target potential`.

    `on_rest_day`: whether a follow-up that falls on one stays, or moves to the next or previous working day.
    """

    __tablename__ = "policy_grade"
    __table_args__ = (one_of("on_rest_day", ("stay", "next", "previous"), name="on_rest_day_known"),)

    id: int | None = Field(default=None, primary_key=True)
    letter: str = Field(unique=True)
    rank: int
    cadence: str
    needs: str
    closes_within: str | None = None
    meaning_en: str
    meaning_zh: str
    on_rest_day: str = "stay"


class PolicyValue(SQLModel, table=True):
    """One single value of the playbook in force."""

    __tablename__ = "policy_value"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    value: str
