"""Who referred a customer to us (docs/rules.md#referrals): a relation of a kind of its own."""

from sqlmodel import select

from crmcli.customer.acquaintance import REFERRED_BY
from crmcli.customer.service import touch
from crmcli.customer.tables import Customer
from crmcli.filing.tables import CustomerRelation
from crmcli.kit.errors import RuleRefused
from crmcli.kit.i18n import _
from crmcli.staff.desk import Desk


def set_referrer(desk: Desk, customer: Customer, referrer_id: int | None) -> bool:
    """Link a customer with the one who referred it, in place of another; None: with nobody. Whether that is news.

    Raises RuleRefused where two would have referred each other.
    """
    query = select(CustomerRelation).where(
        CustomerRelation.customer_id == customer.id, CustomerRelation.relation == REFERRED_BY
    )
    known = list(desk.session.exec(query))
    if [row.other_id for row in known] == ([] if referrer_id is None else [referrer_id]):
        return False
    if referrer_id is not None:
        _refuse_circle(desk, customer, referrer_id)
    for row in known:
        desk.session.delete(row)
    desk.session.flush()
    if referrer_id is not None:
        assert customer.id is not None
        desk.session.add(
            CustomerRelation(customer_id=customer.id, other_id=referrer_id, relation=REFERRED_BY)
        )
    touch(desk, customer)
    desk.session.flush()
    return True


_BY_WHOM = """
with recursive before(id) as (
  values (?)
  union
  select r.other_id from customer_relation r join before b on r.customer_id = b.id
  where r.relation = 'referred_by' and r.other_id is not null
)
select 1 from before where id = ?
"""


def _refuse_circle(desk: Desk, customer: Customer, referrer_id: int) -> None:
    found = desk.writing.reading().execute(_BY_WHOM, (referrer_id, customer.id)).fetchone()
    if referrer_id == customer.id:
        raise RuleRefused(_("{name} cannot have referred itself."), name=customer.name)
    if found is not None:
        raise RuleRefused(
            _(
                "{name} has referred that customer, at first or second hand; it cannot be the other way round."
            ),
            name=customer.name,
        )
