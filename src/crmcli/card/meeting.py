"""Business cards as a list: customers and the people there, by region and industry."""

from datetime import date

from crmcli.customer.fields import customer_fields
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.dates import parse_date
from crmcli.kit.errors import UsageRefused
from crmcli.kit.formats import Column, Listing
from crmcli.kit.i18n import _
from crmcli.kit.where import compile_where

_ORDERS = {"region": ("region", "industry"), "industry": ("industry", "region")}
_BY_NAME = {"region": "region", "地区": "region", "industry": "industry", "行业": "industry"}
_MET = """
select c.code, c.name, m.person, m.position, c.region, c.industry, m.met_on, m.met_place, m.met_occasion,
  (select number || case extension when '' then '' else '-' || extension end
     from customer_phone p where p.customer_id = c.id and (m.contact_id is null or p.contact_id = m.contact_id)
     order by rank, id limit 1) as phone
from (
  select id as customer_id, null as contact_id, null as person, null as position, met_on, met_place, met_occasion
  from customer
  union all
  select customer_id, id, name, position, met_on, met_place, met_occasion from contact
) m join customer c on c.id = m.customer_id
where c.archived_on is null and (m.met_on is not null or m.met_place is not null or m.met_occasion is not null)
  and coalesce(m.met_on, '0001-01-01') >= ? and ({test})
order by c.{first} is null, c.{first}, c.{second} is null, c.{second}, m.met_on desc, c.code
"""


def met_listing(run: Invocation, by: str, since: str | None, where: str | None) -> Listing:
    """Whom we met. Raises UsageRefused for another order, and what is wrong with a date or filter."""
    order = _BY_NAME.get(by.strip().lower())
    if order is None:
        raise UsageRefused(
            _("Business cards are sorted by region or industry, not by {typed}."), typed=by[:40]
        )
    first, second = _ORDERS[order]
    day = parse_date(since, run.today, "past") if since is not None else date.min
    with run.reading() as book:
        test, values = "1", tuple[object, ...]()
        if where is not None:
            compiled = compile_where(where, customer_fields(book, run.today), run.today)
            test = f"c.id in (select id from customer_list l where {compiled.sql})"
            values = compiled.parameters
        query = _MET.format(test=test, first=first, second=second)
        rows = book.execute(query, (day.isoformat(), *values)).fetchall()
    place = 4 if order == "region" else 5
    return Listing(
        _columns(order),
        rows,
        section=lambda row: row[place] or _("Without a {field}").format(field=_field(order)),
        empty=_("No business card is registered so far."),
    )


def _field(order: str) -> str:
    return _("region") if order == "region" else _("industry")


def _columns(order: str) -> list[Column]:
    return [
        Column("code", _("Code")),
        Column("name", _("Customer")),
        Column("person", _("Person")),
        Column("position", _("Position"), line=2),
        Column("region", _("Region"), tables=order != "region"),
        Column("industry", _("Industry"), tables=order != "industry"),
        Column("met_on", _("Met on"), "date"),
        Column("met_place", _("Met at")),
        Column("met_occasion", _("Occasion")),
        Column("phone", _("Phone"), "phone", line=2),
    ]
