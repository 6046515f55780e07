"""What became of a card, as the book holds it and a whole card shows it: who knows whom, greetings and the like."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence

# What the whole card holds of each part; `{marks}` are the ids of the customers.
QUERIES = {
    "relations": "select r.customer_id, r.person, r.relation, coalesce(o.name, s.name, r.who) as other,"
    " o.code as other_code,"
    " case when o.id is not null then 'customer' when s.id is not null then 'staff' else 'other' end as other_kind"
    " from customer_relation r left join customer o on o.id = r.other_id left join staff s on s.id = r.staff_id"
    " where r.customer_id in ({marks}) order by r.customer_id, r.id",
    "greetings": "select customer_id, occasion, occasion_on, person, greeted_on, how, note, s.name as by"
    " from greeting g join staff s on s.id = g.by_id where customer_id in ({marks})"
    " order by customer_id, greeted_on, g.id",
    "confirmations": "select customer_id, confirmed_on, how, changed, note, s.name as by"
    " from card_confirmation f join staff s on s.id = f.by_id where customer_id in ({marks})"
    " order by customer_id, confirmed_on, f.id",
    "confirmed_values": "select customer_id, field, record, confirmed_at, confirmed_how, s.name as confirmed_by, set_on"
    " from customer_field f left join staff s on s.id = f.confirmed_by_id"
    " where customer_id in ({marks}) and confirmed_at is not null order by customer_id, f.id",
    "changed_values": "select customer_id, field, record, set_on from customer_field f"
    " where customer_id in ({marks}) and has_replaced and confirmed_at is null and set_on is not null"
    " order by customer_id, f.id",
    "confirmed_columns": "select customer_id, f.name as column, confirmed_at, confirmed_how, s.name as confirmed_by,"
    " set_on as changed_on from customer_column f left join staff s on s.id = f.confirmed_by_id"
    " where customer_id in ({marks}) order by customer_id, f.id",
    "holders": "select customer_id, s.name as holder, held_since_on from customer_holder h"
    " join staff s on s.id = h.staff_id where customer_id in ({marks}) order by customer_id, h.id",
    "spot_checks": "select i.customer_id, k.id as number, k.drawn_on, d.name as drawn_by, k.seed, k.asked, k.branch,"
    " i.state, i.finding, i.checked_on, b.name as checked_by, i.mended_on, m.name as mended_by, i.mended_note"
    " from card_check_item i join card_check k on k.id = i.check_id join staff d on d.id = k.drawn_by_id"
    " left join staff b on b.id = i.checked_by_id left join staff m on m.id = i.mended_by_id"
    " where i.customer_id in ({marks}) order by i.customer_id, i.id",
    "card_life": "select f.customer_id, f.state, f.cause, f.opened_on, f.submitted_on, b.name as submitted_by,"
    " f.decided_on, d.name as decided_by, f.reason from card_filing f left join staff b on b.id = f.submitted_by_id"
    " left join staff d on d.id = f.decided_by_id where f.customer_id in ({marks})",
}
FACTS = tuple(QUERIES)
# By what one is told from another; the life of a card is one.
SIGNS: dict[str, tuple[str, ...]] = {
    "relations": ("person", "relation", "other"),
    "greetings": ("occasion", "occasion_on", "person", "greeted_on"),
    "confirmations": ("confirmed_on", "how", "changed", "note"),
    "confirmed_values": ("field", "record", "confirmed_at"),
    "changed_values": ("field", "record"),
    "confirmed_columns": ("column", "confirmed_at"),
    "holders": ("holder",),
    "spot_checks": ("drawn_on", "seed", "asked"),
    "card_life": (),
}


def stored_signs(book: sqlite3.Connection, ids: Sequence[int]) -> Iterator[tuple[int, tuple[object, ...]]]:
    """What the book has of these customers, by customer; each has a life of its card, which no file changes."""
    marks = ", ".join("?" * len(ids))
    for name, query in QUERIES.items():
        if name == "card_life":
            yield from ((customer_id, (name,)) for customer_id in ids)
            continue
        cursor = book.execute(query.format(marks=marks), list(ids))
        keys = [column[0] for column in cursor.description]
        for values in cursor:
            row = dict(zip(keys, values, strict=True))
            row |= {"changed": bool(row["changed"])} if "changed" in row else {}
            yield row["customer_id"], sign_of(name, row)


def sign_of(name: str, told: Mapping[str, object]) -> tuple[object, ...]:
    """By what a fact is known again."""
    return (name, *(str(told[key]) for key in SIGNS[name]))
