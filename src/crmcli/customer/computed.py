"""What is counted from other facts, never typed (docs/rules.md#computed-fields): SQL over `customer_list`, called l."""

from __future__ import annotations

from crmcli.field.types import type_of
from crmcli.kit.dates.arithmetic import shifted
from crmcli.kit.i18n import N_, _
from crmcli.kit.where.fields import Field

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3
    from datetime import date

    from crmcli.policy.fields import FieldDefinition

PURCHASES_COUNT_MONTHS = 3
VIOLATIONS_COUNT_YEARS = 1
_BOUGHT = (
    "from purchase_list p where p.customer_id = l.id and p.bought_on > '{since}' and p.bought_on <= '{today}'"
    " and not exists (select 1 from visit v where v.customer_id = l.id and v.is_scout)"
)
_SQL = {
    "purchase_quantity": f"(select sum(quantity) {_BOUGHT})",
    "purchase_amount": f"(select sum(amount_fen) / 100.0 {_BOUGHT})",
    "average_purchase_price": f"(select round(sum(amount_fen) / sum(quantity) / 100.0, 2) {_BOUGHT}"
    " and p.quantity is not null and p.amount_fen is not null)",
    "lawfulness": "(case when l.id in (select customer_id from customer_field where field = 'violations.on'"
    " and value collate nocase > '{year_ago}') then 'violations' else 'lawful' end)",
    "visits_this_quarter": "(select count(*) from visit v where v.customer_id = l.id"
    " and v.contact_on between '{quarter}' and '{today}' and not v.is_scout)",
    "last_contact": "last_contact_on",
}
_OPEN_OWED = (
    "(select count(*) from owed o where o.customer_id = l.id and o.kind = '{kind}' and o.closed_on is null)"
)
_LAST_MARK = (
    "(select {column} from satisfaction_list m where m.customer_id = l.id"
    " order by given_on desc, id desc limit 1)"
)
# By its own calendar, as it stands, and without its year.
_LUNAR = "lunar "
_BIRTHDAYS = tuple(
    f"(case when birthday_is_lunar then '{_LUNAR}' else '' end || {day})"
    for day in ("birthday", "substr(birthday, case when birthday like '____-%' then 6 else 1 end)")
)
_OF_OWED = (
    Field("open_promises", _OPEN_OWED.format(kind="promise"), "int", ("未兑现承诺", "未了承诺")),
    Field("open_complaints", _OPEN_OWED.format(kind="complaint"), "int", ("未结投诉",)),
    Field("open_suggestions", _OPEN_OWED.format(kind="suggestion"), "int", ("未结建议",)),
    Field("open_messages", _OPEN_OWED.format(kind="message"), "int", ("未转达留言",)),
    Field("satisfaction", _LAST_MARK.format(column="mark"), "int", ("满意度",)),
    Field("satisfaction_on", _LAST_MARK.format(column="given_on"), "date", ("满意度日期",)),
)
_KINDS = {
    "lawfulness": "word",
    "last_contact": "date",
    "visits_this_quarter": "int",
}
# Where a value comes from, for whoever wants to type it.
_ORIGINS = {
    "purchase_quantity": N_("it is counted from deals: crm deal CUSTOMER won MONEY --quantity N"),
    "purchase_amount": N_("it is counted from deals: crm deal CUSTOMER won MONEY --quantity N"),
    "average_purchase_price": N_("it is counted from deals: crm deal CUSTOMER won MONEY --quantity N"),
    "lawfulness": N_("it follows from the violations: crm edit CUSTOMER --set violations.+.on=DATE"),
    "visits_this_quarter": N_("it is counted from the visits: crm visit CUSTOMER"),
    "last_contact": N_("it follows from the visits: crm visit CUSTOMER"),
}


def computed_sql(name: str, today: date) -> str:
    """The expression for one customer of `customer_list`, called l; money in yuan."""
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    return _SQL[name].format(
        today=today,
        since=shifted(today, -PURCHASES_COUNT_MONTHS, "m"),
        year_ago=shifted(today, -VIOLATIONS_COUNT_YEARS, "y"),
        quarter=quarter,
    )


def computed_field(definition: FieldDefinition, today: date) -> Field:
    """What a filter may ask of a computed field of the playbook."""
    name = definition.computed_from or ""
    kind = _KINDS.get(name, "number")
    return Field(
        definition.key,
        computed_sql(name, today),
        kind,  # type: ignore[arg-type]
        words={word: choice.key for choice in definition.choices for word in choice},
        normalise=lambda typed: type_of(definition).normalised(typed, definition, today),
    )


def birthday_field(today: date) -> Field:
    """The birthday: equal to a day of either calendar, one without a year to that of any."""

    def read(typed: str) -> str:
        from crmcli.customer.birthday import parse_birthday

        text, is_lunar = parse_birthday(typed, False, today)
        return f"{_LUNAR}{text}" if is_lunar else text

    return Field("birthday", "birthday", "date", ("生日",), normalise=read, equals_sql=_BIRTHDAYS)


def always_computed(today: date) -> list[Field]:
    """What is counted in every line of business."""
    sql = computed_sql("visits_this_quarter", today)
    return [
        Field("visits_this_quarter", sql, "int", ("本季度拜访次数", "本季度拜访")),
        *_OF_OWED,
    ]


def computed_value(
    book: sqlite3.Connection, definition: FieldDefinition, customer_id: int, today: date
) -> str | None:
    """The value of one customer as the canonical text of the field's type."""
    sql = computed_sql(definition.computed_from or "", today)
    (value,) = book.execute(f"select {sql} from customer_list l where l.id = ?", (customer_id,)).fetchone()
    return None if value is None else plain(value)


def plain(value: object) -> str:
    """A number as a plain decimal, without needless zeros."""
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)


def origin(name: str) -> str:
    """Where a computed value comes from: the sentence that refuses to type it."""
    return _(_ORIGINS[name])
