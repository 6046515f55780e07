"""The policy in force, compiled into the book so that reads need no TOML."""

from sqlmodel import Field, SQLModel


class PolicyGrade(SQLModel, table=True):
    """One grade of the playbook in force; `rank` 1 is the best. Durations as `7d`, needs as `target potential`."""

    __tablename__ = "policy_grade"

    id: int | None = Field(default=None, primary_key=True)
    letter: str = Field(unique=True)
    rank: int
    cadence: str
    needs: str
    closes_within: str | None = None
    meaning_en: str
    meaning_zh: str


class PolicyValue(SQLModel, table=True):
    """One single value of the playbook in force."""

    __tablename__ = "policy_value"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    value: str
