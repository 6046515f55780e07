"""What the demonstration's customers are waiting for: promises, a complaint, a licence that runs out, birthdays."""

from datetime import timedelta

from sqlmodel import select

from crmcli.customer.field_values import FieldSetting, set_fields
from crmcli.customer.service import contacts_of, touch
from crmcli.customer.tables import Customer
from crmcli.field.naming import meant_field
from crmcli.kit.lunar import from_solar
from crmcli.kit.lunar_text import LunarDay, stored_lunar
from crmcli.owe.service import NewOwed, mark_satisfaction, open_owed
from crmcli.policy.fields import card_definition
from crmcli.staff.desk import Desk

# Customer, kind, what was said, how many days ago, in how many days from today it is due.
OWED = (
    ("金桥物流", "promise", "送新样品两箱", 6, 1),
    ("利民超市", "promise", "换一台收银机", 20, -2),
    ("中原重工集团", "complaint", "到货破损三箱", 3, 0),
    ("安捷电子厂", "message", "请经理回电话，谈明年合同", 1, 0),
)
# Customer, field of the playbook, its canonical value; a number is days from today.
VALUES: tuple[tuple[str, str, str | int], ...] = (
    ("利民超市", "retail_format", "convenience"),
    ("利民超市", "floor_area", "86"),
    ("利民超市", "licence_valid_until", 12),
    ("瑞丰餐饮管理有限公司", "floor_area", "240"),
    ("瑞丰餐饮管理有限公司", "annual_inspection_on", 25),
)
# A person with a birthday by the sun, and a customer where the first person has one by the moon; in how many days.
BORN, SOLAR = ("李丽", 1), "1985-{day:%m-%d}"
BORN_BY_THE_MOON = ("瑞丰餐饮管理有限公司", 2)
LOW_MARK = ("中原重工集团", 2, "送货慢，包装差")


def add_wants(at: Desk) -> None:
    """Note all of it, as of the desk's day."""
    for name, kind, text, ago, due_in in OWED:
        opened_on, due_on = at.today - timedelta(days=ago), at.today + timedelta(days=due_in)
        open_owed(at, _named(at, name), NewOwed(kind, text, opened_on, due_on))
    name, mark, comment = LOW_MARK
    mark_satisfaction(at, _named(at, name), mark, at.today - timedelta(days=3), comment, None)
    _fill_cards(at)
    _give_birthdays(at)


def _fill_cards(at: Desk) -> None:
    card = card_definition(at.writing.reading())
    for name, field, value in VALUES:
        text = value if isinstance(value, str) else (at.today + timedelta(days=value)).isoformat()
        set_fields(at, _named(at, name), [FieldSetting(meant_field(card, field), field, [text])])


def _give_birthdays(at: Desk) -> None:
    customer, place = _named(at, BORN[0]), _named(at, BORN_BY_THE_MOON[0])
    customer.birthday = SOLAR.format(day=at.today + timedelta(days=BORN[1]))
    touch(at, customer)
    day = from_solar(at.today + timedelta(days=BORN_BY_THE_MOON[1]))
    person = contacts_of(at, place)[0]
    person.birthday, person.birthday_is_lunar = stored_lunar(LunarDay(None, *day[1:])), True
    at.session.add(person)
    touch(at, place)


def _named(at: Desk, name: str) -> Customer:
    return at.session.exec(select(Customer).where(Customer.name == name)).one()
