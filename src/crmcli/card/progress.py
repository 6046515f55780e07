"""`crm card progress`: how far the quarterly confirmation of the cards has come (docs/rules.md#card-life)."""

from __future__ import annotations

from datetime import date, timedelta

from crmcli.card.counted_by import by_meant
from crmcli.customer.confirmed import progress_rows
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.errors import UsageRefused
from crmcli.kit.formats import Column, Listing
from crmcli.kit.i18n import _


def quarter_meant(typed: str | None, today: date) -> tuple[date, date]:
    """First and last day of `2026Q4`, or of the quarter of today. Raises UsageRefused."""
    year, number = today.year, (today.month - 1) // 3 + 1
    if typed is not None:
        text = typed.strip().upper().replace("年", "Q").replace("季度", "").replace("季", "")
        before, _q, after = text.partition("Q")
        if not (before.isdigit() and len(before) == 4 and after in ("1", "2", "3", "4") and before > "1900"):
            raise UsageRefused(_("A quarter is written like 2026Q4, not {typed}."), typed=typed[:40])
        year, number = int(before), int(after)
    first = date(year, number * 3 - 2, 1)
    after_last = date(year + number // 4, number % 4 * 3 + 1, 1)
    return first, after_last - timedelta(days=1)


def progress_listing(run: Invocation, quarter: str | None, by: str) -> Listing:
    """How far the confirmation of a quarter has come. Raises UsageRefused."""
    refusal = _("Progress is told by owner or branch, not by {typed}.")
    by = by_meant(by, ("owner", "branch"), refusal)
    first, last = quarter_meant(quarter, run.today)
    with run.reading() as book:
        rows = progress_rows(book, first, last, by)
    columns = [
        Column(by, _("Owner") if by == "owner" else _("Branch")),
        Column("cards", _("Cards"), "int"),
        Column("confirmed", _("Confirmed"), "int"),
        Column("changed", _("Changed"), "int"),
        Column("left", _("Not yet"), "int"),
        Column("values", _("Values confirmed"), "int"),
        Column("percent", _("Percent"), "int"),
    ]
    shown = [(*row, round(100 * int(str(row[2])) / int(str(row[1])))) for row in rows]
    return Listing(columns, shown, empty=_("There are no cards."), code_key=by)
