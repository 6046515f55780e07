"""Moving a follow-up to another date."""

from datetime import date

from crmcli.customer.tables import Customer
from crmcli.grade.rules import check_agreed
from crmcli.grade.service import ceiling_of, reschedule
from crmcli.kit.errors import RuleRefused
from crmcli.kit.i18n import _
from crmcli.staff.desk import Desk


def snooze(desk: Desk, customer: Customer, day: date, reason: str | None, topic: str | None = None) -> bool:
    """Set the next follow-up to a day; whether anything changed.

    Raises RuleRefused: in the past, before the last contact, archived, or later than the rhythm without a reason.
    """
    if day < desk.today:
        raise RuleRefused(_("{day} has passed; a follow-up can only be moved to a day to come."), day=day)
    if customer.archived_on is not None:
        raise RuleRefused(_("{name} is archived and has no follow-up."), name=customer.name)
    ceiling = ceiling_of(desk, customer)
    check_agreed(day, ceiling, reason, customer.last_contact_on)
    late_reason = reason if ceiling is None or day > ceiling else None
    if (customer.agreed_on, customer.agreed_reason) == (day, late_reason) and topic in (
        None,
        customer.next_topic,
    ):
        return False
    customer.agreed_on, customer.agreed_reason = day, late_reason
    if topic is not None:
        customer.next_topic = topic
    reschedule(desk, customer)
    customer.rev += 1
    desk.session.add(customer)
    return True
