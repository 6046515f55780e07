"""The customer card. Rules: docs/rules.md#identity; the follow-up columns are decided in grade/rules.py."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from crmcli.customer.card_text import CARD_TEXT, INDEX
from crmcli.kit.storage.constraints import one_of


class Customer(SQLModel, table=True):
    """A person or company. Money in fen; `*_on` local dates; `rev` counts changes.

    `name_folded` and `pinyin_keys` (` wangxiaoming wxm `) are what typed names are compared with;
    `code_key` is the code without leading zeros. `next_follow_up_on` follows from the other follow-up
    columns and is stored because the due list asks for it in one index step.
    """

    __tablename__ = "customer"
    __table_args__ = (
        one_of("kind", ("person", "company"), name="kind_known"),
        one_of("need", ("target", "potential", "none"), name="need_known"),
        one_of("status", ("potential", "negotiating", "won", "lost"), name="status_known"),
        one_of("importance_set", ("key", "ordinary"), name="importance_known"),
        CheckConstraint("amount_fen >= 0", name="amount_not_negative"),
        CheckConstraint("length(name) > 0", name="name_given"),
        Index(INDEX, text(CARD_TEXT)),
        # Most cards have neither number.
        Index("ix_customer_id_number", "id_number", sqlite_where=text("id_number is not null")),
        Index(
            "ix_customer_licence_number", "licence_number", sqlite_where=text("licence_number is not null")
        ),
        # Each arm of the due list in its order; whose a customer is stands there too, so that what others have
        # is passed over without a look at their cards.
        Index(
            "ix_customer_follow_up",
            "grade",
            "next_follow_up_on",
            text("amount_fen desc"),
            "code",
            "owner_id",
            sqlite_where=text("archived_on is null and next_follow_up_on is not null"),
        ),
        Index(
            "ix_customer_ungraded",
            "grade",
            "registered_on",
            text("amount_fen desc"),
            "code",
            "owner_id",
            sqlite_where=text("archived_on is null and status <> 'won'"),
        ),
        Index(
            "ix_customer_close",
            "grade",
            "expected_close_on",
            text("amount_fen desc"),
            "code",
            "owner_id",
            sqlite_where=text(
                "archived_on is null and expected_close_on is not null and status in ('potential', 'negotiating')"
            ),
        ),
        Index(
            "ix_customer_first_follow_up",
            "grade",
            "first_follow_up_due_on",
            text("amount_fen desc"),
            "code",
            "owner_id",
            sqlite_where=text("archived_on is null and first_follow_up_due_on is not null"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    code_key: str = Field(index=True)
    kind: str
    name: str
    name_folded: str = Field(index=True)
    pinyin_keys: str = Field(default="", index=True)  # read in whole: the index has fewer pages
    status: str = "potential"
    importance_set: str | None = None
    need: str | None = None
    expected_close_on: date | None = None
    amount_fen: int | None = None
    grade: str | None = None
    source: str | None = None
    region: str | None = None
    industry: str | None = None
    address: str | None = None
    email: str | None = None
    wechat: str | None = None
    birthday: str | None = None  # as birthday.py stores it: a lunar day need not exist in the solar calendar
    birthday_is_lunar: bool = False
    id_number: str | None = None
    licence_number: str | None = None
    owner_id: int = Field(foreign_key="staff.id", index=True)
    preferred_channel: str | None = None
    preferred_time: str | None = None
    met_on: date | None = None  # how the business card came: when, where, at what occasion
    met_place: str | None = None
    met_occasion: str | None = None
    tier: str | None = None  # the resource list: what the relationship is worth, and how contact stands
    strategic_value: str | None = None
    standing: str | None = None
    registered_on: date
    archived_on: date | None = None
    duplicate_accepted_of: str | None = None  # codes this card was knowingly registered beside
    last_contact_on: date | None = None
    rhythm_from_on: date  # from when the rhythm counts: the last contact, or what stands for one
    agreed_on: date | None = None
    agreed_reason: str | None = None
    next_topic: str | None = None
    next_follow_up_on: date | None = None
    first_follow_up_from_on: date | None = None
    first_follow_up_due_on: date | None = None
    rev: int = 1


class Contact(SQLModel, table=True):
    """A person at a customer. One of them may be the key contact."""

    __tablename__ = "contact"

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    name: str
    name_folded: str = Field(index=True)
    pinyin_keys: str = ""
    position: str | None = None
    is_key: bool = False
    email: str | None = None
    wechat: str | None = None
    birthday: str | None = None
    birthday_is_lunar: bool = False
    met_on: date | None = None
    met_place: str | None = None
    met_occasion: str | None = None


class CustomerPhone(SQLModel, table=True):
    """A phone of a customer or of one of its people. `number` is E.164, `digits` the national digits."""

    __tablename__ = "customer_phone"
    __table_args__ = (
        one_of("kind", ("mobile", "landline", "service", "foreign"), name="kind_known"),
        Index("ix_customer_phone_to_call", "customer_id", "rank"),
        # Whoever goes from the card is asked for.
        Index("ix_customer_phone_contact_id", "contact_id", sqlite_where=text("contact_id is not null")),
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id")
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    number: str = Field(index=True)
    extension: str = ""
    digits: str
    kind: str
    rank: int = 1  # 1 is the phone to call


class CustomerNote(SQLModel, table=True):
    """A note on the card."""

    __tablename__ = "customer_note"

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    text: str
    noted_at: str
    by_id: int = Field(foreign_key="staff.id")


class CustomerTag(SQLModel, table=True):
    """A tag on a customer."""

    __tablename__ = "customer_tag"
    __table_args__ = (Index("ix_customer_tag_once", "customer_id", "tag", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id")
    tag: str = Field(index=True)


class CustomerField(SQLModel, table=True):
    """One value of a field that a playbook defines, or that is the user's own.

    `field` is the key of `policy_field`, else the name that was typed; of a list of records each cell is a value,
    `vehicles.plate` of `record` 0, 1 …, of several choices each is one. `value` is the canonical text of the type
    (`field/`): ISO dates, plain decimals, money in yuan, so that it can be read without knowing the type.
    Equality and order are asked of the two indexes, texts and numbers, which need no column beside the value.
    """

    __tablename__ = "customer_field"
    __table_args__ = (
        Index("ix_customer_field_once", "customer_id", "field", "record", unique=True),
        Index("ix_customer_field_text", "field", text("value collate nocase"), "customer_id"),
        Index(
            "ix_customer_field_number",
            "field",
            text("cast(value as real)"),
            "customer_id",
            sqlite_where=text("value glob '[-0-9]*'"),
        ),
        Index("ix_customer_field_confirmed", "confirmed_at", sqlite_where=text("confirmed_at is not null")),
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id")
    field: str
    record: int = 0
    value: str
    confirmed_at: str | None = None  # the moment at which somebody confirmed it, with its offset
    confirmed_by_id: int | None = Field(default=None, foreign_key="staff.id")
    confirmed_how: str | None = None
    set_on: date | None = None  # the day on which it came onto the card; of old values nobody knows
    has_replaced: bool = Field(default=False, sa_column_kwargs={"server_default": text("0")})  # another value


class CustomerColumn(SQLModel, table=True):
    """The same of a column of the card that a field of the playbook is another name of: who confirmed it and when."""

    __tablename__ = "customer_column"
    __table_args__ = (
        Index("ix_customer_column_once", "customer_id", "name", unique=True),
        Index("ix_customer_column_confirmed", "confirmed_at", sqlite_where=text("confirmed_at is not null")),
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id")
    name: str  # of the column, as in `policy_field.card_column`
    confirmed_at: str | None = None
    confirmed_by_id: int | None = Field(default=None, foreign_key="staff.id")
    confirmed_how: str | None = None
    set_on: date | None = None  # the day on which what stands there replaced something else


class CardFile(SQLModel, table=True):
    """A photo or file of a card: a copy is kept beside the book under its SHA-256. `customer_field` says whose."""

    __tablename__ = "card_file"

    id: int | None = Field(default=None, primary_key=True)
    digest: str = Field(unique=True)
    name: str
    size_bytes: int
    kept_at: str


class CustomerAlias(SQLModel, table=True):
    """The code of a card that was merged into another: it goes on finding the customer."""

    __tablename__ = "customer_alias"

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    code: str = Field(unique=True)
    code_key: str = Field(index=True)


class CustomerOccasion(SQLModel, table=True):
    """A day on which something recurs, some years ahead: the birthday of a customer or of somebody there.

    Follows from the cards (occasions.py) and is not part of the history.
    """

    __tablename__ = "customer_occasion"
    __table_args__ = (
        one_of("kind", ("birthday",), name="kind_known"),
        Index("ix_customer_occasion_of", "customer_id", "on_date"),
        Index("ix_customer_occasion_when", "on_date"),
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", ondelete="CASCADE")
    contact_id: int | None = Field(default=None, foreign_key="contact.id", ondelete="CASCADE", index=True)
    kind: str
    on_date: date


class CustomerHolder(SQLModel, table=True):
    """Somebody who holds the customer beside the owner (docs/rules.md#holders)."""

    __tablename__ = "customer_holder"
    __table_args__ = (Index("ix_customer_holder_once", "customer_id", "staff_id", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id")
    staff_id: int = Field(foreign_key="staff.id", index=True)
    held_since_on: date
