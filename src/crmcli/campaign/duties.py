"""What campaigns put into the due list: customers to call on, improvements to make (docs/rules.md#campaigns)."""

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import groupby

from crmcli.campaign.listing import IMPROVEMENTS
from crmcli.duty.service import DutyRow
from crmcli.duty.sources import Range
from crmcli.kit.i18n import _, in_both_languages

_OPEN_MEMBERS = """
select customer_id, owner_id, planned_on, campaign, goal, focus from campaign_member_list
where state = 'open' and customer_id between ? and ? order by customer_id, planned_on, campaign_id
"""
_OPEN_IMPROVEMENTS = f"""
select id, owner_id, opened_on, due_on, campaign, number, text from {IMPROVEMENTS}
where done_on is null and id between ? and ? order by id
"""


def campaign_duties(book: sqlite3.Connection, ranges: Sequence[Range]) -> Iterator[DutyRow]:
    """An item for each customer: the first day on which a running campaign wants it called on."""
    for ids in ranges:
        rows = book.execute(_OPEN_MEMBERS, ids).fetchall()
        for customer_id, group in groupby(rows, lambda row: row[0]):
            wanted = list(group)
            _customer, owner_id, planned_on, _campaign, goal, focus = wanted[0]
            en, zh = in_both_languages(lambda: _("; ").join(_words(*row[3:]) for row in wanted))  # noqa: B023
            title = goal or focus or "campaign"
            yield DutyRow("campaign", owner_id, planned_on, planned_on, title, en, zh, customer_id)


def improvement_duties(book: sqlite3.Connection, ranges: Sequence[Range]) -> Iterator[DutyRow]:
    """An item for each improvement that is still to be made, in the list of whoever answers for it."""
    for ids in ranges:
        for improvement_id, owner_id, opened_on, due_on, campaign, number, text in book.execute(
            _OPEN_IMPROVEMENTS, ids
        ).fetchall():
            code = f"{campaign}/{number}"
            en, zh = in_both_languages(
                lambda: _("improvement {number}: {text}").format(number=number, text=text)  # noqa: B023
            )
            yield DutyRow(
                "improvement", owner_id, opened_on, due_on, text, en, zh,
                source_id=improvement_id, code=code, name=campaign,
            )  # fmt: skip


def _words(campaign: str, goal: str | None, focus: str | None) -> str:
    told = [goal] if goal else []
    told += [_("focus: {focus}").format(focus=focus)] if focus else []
    if not told:
        return campaign
    return _("{campaign}: {told}").format(campaign=campaign, told=_("; ").join(told))
