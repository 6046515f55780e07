"""The policy in force, compiled into the book so that reads need no TOML."""

from sqlalchemy import text
from sqlmodel import Field, SQLModel

from crmcli.kit.storage.constraints import one_of
from crmcli.policy.rules import FIELD_TYPES, VERIFICATION_CLASSES


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


class PolicyField(SQLModel, table=True):
    """One field that the playbook defines, or one column of a field that is a list of records (`parent_key`).

    `key` is what `customer_field.field` holds: `business_area`, a column as `vehicles.plate`. `choices` has a line
    `key<tab>en<tab>zh` for each, `also` a line for each further name. `card_column` names the column of the card in
    which the value stands instead. `required_when` is `always` or a condition as `--where` takes it. A date that
    `expires` is to be renewed by that day. A number is from `least` to `most`; a day that `is_past` is not to come.
    `playbook` is the one it is of, "" where nobody knows. A `retired` field is of a playbook that was in force before,
    and there are values of it; where another field has its key now, its own is marked: `colour@my-shop`.
    """

    __tablename__ = "policy_field"
    __table_args__ = (
        one_of("type", FIELD_TYPES, name="type_known"),
        one_of("verification", VERIFICATION_CLASSES, name="verification_known"),
        one_of("subject", ("person", "company"), name="subject_known"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    rank: int
    parent_key: str | None = None
    group_key: str
    title_en: str
    title_zh: str
    definition_en: str = ""
    definition_zh: str = ""
    also: str = ""
    type: str
    choices: str = ""
    unit_en: str | None = None
    unit_zh: str | None = None
    card_column: str | None = None
    computed_from: str | None = None
    required_when: str | None = None
    sensitive: bool = False
    verification: str
    class_stated: bool = False
    subject: str | None = None
    retired: bool = False
    expires: bool = Field(default=False, sa_column_kwargs={"server_default": text("0")})
    least: str | None = None
    most: str | None = None
    is_past: bool = Field(default=False, sa_column_kwargs={"server_default": text("0")})
    playbook: str = Field(default="", sa_column_kwargs={"server_default": text("''")})


class PolicyGroup(SQLModel, table=True):
    """One group of fields, in the order of the card; `side` is the page of a card of two pages."""

    __tablename__ = "policy_group"
    __table_args__ = (one_of("side", ("front", "back"), name="side_known"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    rank: int
    title_en: str
    title_zh: str
    side: str = "front"


class PolicySource(SQLModel, table=True):
    """One way in which customers come. `precedence`: it counts before the others, or only alone.

    A `retired` source is of a playbook that was in force before, and there are customers of it.
    """

    __tablename__ = "policy_source"
    __table_args__ = (
        one_of("precedence", ("before_others", "among_others", "only_alone"), name="precedence_known"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    rank: int
    title_en: str
    title_zh: str
    definition_en: str
    definition_zh: str
    also: str = ""
    precedence: str = "among_others"
    retired: bool = False


class PolicyValue(SQLModel, table=True):
    """One single value of the playbook in force."""

    __tablename__ = "policy_value"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    value: str
