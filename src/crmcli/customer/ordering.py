"""Lists in the order of a field that stands beside the card: read from its index, and no further than is shown.

A sort of all customers by such a field would look its value up for each of them
(docs/decisions/0037-lists-by-fields.md). The view `customer_list` is called l, `customer_field` f.
"""

from __future__ import annotations

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from crmcli.customer.listing import Condition, Order
    from crmcli.kit.where import Walk

# Fewer than these are asked for their values; of more the index soon has enough.
FEW = 1_000
_FETCHED_AT_ONCE = 500
_EVERYBODY = -1


def rows_in_order(
    book: sqlite3.Connection, shown: Condition, passing: Condition, order: Order, limit: int | None
) -> Iterator[tuple[object, ...]]:
    """What is shown of the customers who pass, in the order of the walks; who has no value is the last."""
    asked = _Asked(book, passing)
    direction = " desc" if order.descending else ""
    walks = order.walks
    if order.descending and len(walks) > 1:
        walks = (*walks[-2::-1], walks[-1])  # the last has what belongs to no other, downwards too
    ids: list[int] = []
    for walk in walks:
        if limit is None or len(ids) < limit:
            ids += asked.walked(walk, direction, _left(limit, ids))
    if limit is None or len(ids) < limit:
        ids += asked.others(ids, _left(limit, ids))
    return _rows(book, shown, ids)


def _left(limit: int | None, ids: Sequence[int]) -> int:
    return _EVERYBODY if limit is None else limit - len(ids)


class _Asked:
    """The customers who pass."""

    def __init__(self, book: sqlite3.Connection, passing: Condition) -> None:
        self._book = book
        self._passing = passing
        query = f"select l.id from customer_list l where {passing.sql} limit {FEW}"
        passed = [one for (one,) in book.execute(query, passing.values)]
        self._few = passed if len(passed) < FEW else None

    def walked(self, walk: Walk, direction: str, limit: int) -> list[int]:
        """Those whom a walk comes by, in its order."""
        if self._few is None:
            index, who, values = (
                walk.of_index,
                f"l.id = f.customer_id and {self._passing.sql}",
                self._passing.values,
            )
            beside = "cross join customer_list l"
        else:
            index, who, values = "ix_customer_field_once", f"f.customer_id in ({_listed(self._few)})", ()
            beside = ""
        order = f"{walk.order}{direction}, " if walk.order else ""
        query = (
            f"select f.customer_id from customer_field f indexed by {index} {beside}"
            f" where {walk.test} and {who} order by {order}f.customer_id limit {limit}"
        )
        return [one for (one,) in self._book.execute(query, (*walk.parameters, *values))]

    def others(self, than: Sequence[int], limit: int) -> list[int]:
        """The others, as they were registered."""
        query = (
            f"select l.id from customer_list l where {self._passing.sql} and l.id not in ({_listed(than)})"
            f" order by l.id limit {limit}"
        )
        return [one for (one,) in self._book.execute(query, self._passing.values)]


def _rows(book: sqlite3.Connection, shown: Condition, ids: Sequence[int]) -> Iterator[tuple[object, ...]]:
    for start in range(0, len(ids), _FETCHED_AT_ONCE):
        part = ids[start : start + _FETCHED_AT_ONCE]
        query = f"select l.id, {shown.sql} from customer_list l where l.id in ({_listed(part)})"
        found = {row[0]: row[1:] for row in book.execute(query, shown.values)}
        yield from (found[one] for one in part)


def _listed(ids: Sequence[int]) -> str:
    return f"select value from json_each('[{','.join(map(str, ids))}]')"
