"""Putting a playbook in force and moving every stored date with it, in one entry of the history."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlmodel import col, select

from crmcli.checklist.service import recount_deadlines
from crmcli.customer.adopting import Adopted, adopt_sources, adopt_values
from crmcli.customer.tables import Customer
from crmcli.field.types import Typing, type_of
from crmcli.grade.service import reschedule_all
from crmcli.kit.workdays import WorkCalendar
from crmcli.policy.compiling import definitions_in_use
from crmcli.policy.fields import card_definition, full_title, shown_name
from crmcli.policy.schema import Playbook
from crmcli.policy.sections import card_of
from crmcli.policy.service import compile_policy, forget_unused_definitions
from crmcli.policy.tables import PolicyValue
from crmcli.staff.desk import Desk


class Staying(NamedTuple):
    """Values that the field of their name or key does not take: what they are called, on whose cards they are.

    `is_replaced`: they stand under the definition of the playbook of before, and not as what was typed.
    """

    title: str
    codes: list[str]
    is_replaced: bool = False


class Applied(NamedTuple):
    """What came of it: how many dates moved, grades in use that the playbook does not know, values of its fields."""

    moved: int
    retired_grades: list[str]
    adopted: Adopted = Adopted(0, [])
    staying: Sequence[Staying] = ()


def apply_playbook(
    desk: Desk, playbook: Playbook, calendar: WorkCalendar, festivals: Mapping[str, str] | None = None
) -> Applied:
    """Put the playbook in force. Grades and fields that it does not know stay on their cards.

    Such a grade has no rhythm until the customer is graded anew.
    """
    card = card_of(playbook)
    before = definitions_in_use(desk.writing.reading(), card)
    policy = compile_policy(desk.writing, playbook, calendar, festivals)
    adopted = adopt_values(desk, before, card)
    forget_unused_definitions(desk.writing)
    adopt_sources(desk)
    used = desk.session.exec(select(Customer.grade).where(col(Customer.grade).is_not(None)).distinct())
    retired = sorted(grade for grade in used if grade is not None and grade not in policy.letters)
    if retired:
        desk.session.add(PolicyValue(key="retired_grades", value=" ".join(retired)))
        desk.session.flush()
    moved = reschedule_all(desk._replace(policy=policy)) + recount_deadlines(desk, calendar)
    return Applied(moved, retired, adopted, tuple(_staying(desk, adopted.staying)))


def _staying(desk: Desk, names: Iterable[str]) -> list[Staying]:
    book, typing = desk.writing.reading(), Typing(desk.today)
    card = card_definition(book)
    told = []
    for name in names:
        field = card.by_key.get(name)
        rows = book.execute(
            "select c.code, f.value from customer_field f join customer c on c.id = f.customer_id"
            " where f.field = ? order by c.id, f.id",
            (name,),
        )
        is_replaced = field is not None and field.retired
        codes = [
            code
            for code, value in rows
            if field is None or is_replaced or not type_of(field).fits(value, field, typing)
        ]
        title = full_title(card, field) if field else shown_name(card, name, 0)
        told.append(Staying(title, list(dict.fromkeys(codes)), is_replaced))
    return told
