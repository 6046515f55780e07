"""Who referred whom, as a file tells it: one customer has one who referred, and no circle (docs/rules.md#referrals)."""

import sqlite3

from crmcli.filing.rules import came_by
from crmcli.kit.i18n import _
from crmcli.transfer.told import Row

OtherSide = tuple[int | None, int | None, str | None]


class Referrals:
    """Those of the book and those that were taken so far; what cannot be taken is said in `left_out`."""

    def __init__(self, book: sqlite3.Connection) -> None:
        self._book = book
        self._known: dict[int, list[OtherSide]] | None = None
        self.left_out: list[str] = []

    def takes(self, row: Row) -> bool:
        """Whether a relation that says who referred is taken; one that is there already goes without saying."""
        if self._known is None:
            self._known = self._of_book()
        one = int(row["customer_id"])
        side: OtherSide = (row["other_id"], row["staff_id"], row["who"])
        known = self._known.setdefault(one, [])
        if side in known:
            return False
        if known:
            self._leave_out(row, _("{name} ({code}) has one who referred already; {other} is left out."))
            return False
        if side[0] is not None and one in came_by(side[0], self._referrers_of):
            self._leave_out(
                row, _("{other} came by {name} ({code}), and cannot have referred it; that is left out.")
            )
            return False
        known.append(side)
        return True

    def _of_book(self) -> dict[int, list[OtherSide]]:
        found: dict[int, list[OtherSide]] = {}
        for one, *side in self._book.execute(
            "select customer_id, other_id, staff_id, who from customer_relation"
            " where relation = 'referred_by' and other_id is not customer_id"
        ):
            found.setdefault(one, []).append((side[0], side[1], side[2]))
        return found

    def _referrers_of(self, customer_id: int) -> list[int]:
        return [side[0] for side in (self._known or {}).get(customer_id, ()) if side[0] is not None]

    def _leave_out(self, row: Row, sentence: str) -> None:
        code, name, other = self._book.execute(
            "select c.code, c.name, coalesce(o.name, s.name, ?) from customer c"
            " left join customer o on o.id = ? left join staff s on s.id = ? where c.id = ?",
            (row["who"], row["other_id"], row["staff_id"], row["customer_id"]),
        ).fetchone()
        self.left_out.append(sentence.format(code=code, name=name, other=other))
