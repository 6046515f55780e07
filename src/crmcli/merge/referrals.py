"""Who referred two cards that become one: one at the most, and no circle (docs/rules.md#referrals)."""

import sqlite3
from collections.abc import Mapping

from crmcli.customer.acquaintance import referrer_words
from crmcli.customer.service import load_customer
from crmcli.customer.tables import Customer
from crmcli.filing.referral import has_referred, referral_rows, referrer_of
from crmcli.kit.i18n import _
from crmcli.merge.choosing import Two
from crmcli.staff.desk import Desk


def referrals_of(desk: Desk, two: Two) -> dict[int, str]:
    """Before they are joined: the relations that say who referred them, the kept card's first, with the code."""
    return {
        row.id or 0: match.code
        for match in (two.keep, two.drop)
        for row in referral_rows(desk, load_customer(desk, match.customer_id))
    }


def keep_one_referrer(desk: Desk, customer: Customer, referrals: Mapping[int, str]) -> list[str]:
    """Leave the first that makes no circle. What the others said, for a note."""
    book = desk.writing.reading()
    rows = {row.id: row for row in referral_rows(desk, customer)}
    kept, lines = None, []
    for row_id, code in referrals.items():
        row = rows[row_id]
        circular = row.other_id is not None and has_referred(book, customer.id or 0, row.other_id)
        if kept is None and not circular:
            kept = referrer_of(row)
            continue
        if row.other_id != customer.id and referrer_of(row) != kept:
            lines.append(f"{_('Referred by')}: {_words(book, row_id)} ({code})")
        desk.session.delete(row)
    desk.session.flush()
    return lines


def _words(book: sqlite3.Connection, relation_id: int) -> str | None:
    query = "select relation, other, other_code from relation_list where id = ? and relation = 'referred_by'"
    keys = ("relation", "other", "other_code")
    return referrer_words([dict(zip(keys, row, strict=True)) for row in book.execute(query, (relation_id,))])
