"""Visits as an exported table: one a row, with a column for each part of the record."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from crmcli.customer.visits import aspect_labels, builtin_titles, purpose_words
from crmcli.customer.vocabulary import labels
from crmcli.kit.formats import Column, Listing
from crmcli.kit.i18n import _, language
from crmcli.policy.visit_record import visit_record_in_force
from crmcli.transfer.headers import people_header
from crmcli.transfer.queries import batches

BATCH = 400
# A name may hold anything but a line end. Which visit it is is counted for each: a batch reads no other customer.
_NAMES = (
    "(select group_concat(m.name, char(10)) from {table} w join staff m on m.id = w.staff_id"
    " where w.visit_id = v.id)"
)
_VISITS = f"""
select v.id, c.code, c.name, v.contact_on, v.at, v.kind, v.summary, s.name,
  {_NAMES.format(table="visit_companion")},
  coalesce((select group_concat(purpose, char(10)) from (select purpose from visit_purpose p
     where p.visit_id = v.id order by p.id)), v.purpose),
  v.grade_before, v.grade_after, v.next_on, v.next_topic,
  (select count(*) from visit o where o.customer_id = v.customer_id
     and (o.contact_on < v.contact_on or (o.contact_on = v.contact_on and o.id <= v.id))),
  v.line, v.is_short, v.is_scout, {_NAMES.format(table="visit_told")}, v.satisfaction, v.proxy
from visit v join customer c on c.id = v.customer_id join staff s on s.id = v.by_id
where v.id in ({{marks}}) order by v.contact_on, v.id
"""
_ASPECTS = "select visit_id, aspect, text from visit_aspect where visit_id in ({marks})"
_WITH, _PURPOSES, _SHORT, _SCOUT, _TOLD = 7, 8, 15, 16, 17  # places in a row, behind the id


def visit_ids(book: sqlite3.Connection, customers: Sequence[int], first: date, last: date) -> list[int]:
    """The visits to these customers in a period, in the order in which they were."""
    chosen = set(customers)
    rows = book.execute(
        "select id, customer_id from visit where contact_on between ? and ? order by contact_on, id",
        (first.isoformat(), last.isoformat()),
    )
    return [visit_id for visit_id, customer_id in rows if customer_id in chosen]


def visit_table(book: sqlite3.Connection, ids: list[int]) -> Listing:
    """These visits. Parts of the record that only a playbook has follow those that every book has."""
    titles = builtin_titles()
    known = dict.fromkeys(visit_record_in_force(book).own_aspects)
    known |= dict.fromkeys(
        aspect for (aspect,) in book.execute("select distinct aspect from visit_aspect order by 1")
    )
    own = [aspect for aspect in known if aspect not in titles]
    titles |= aspect_labels(book, own)
    aspects = [*builtin_titles(), *own]
    worded = labels("visit_purpose")
    columns = [
        *_columns(worded),
        *(Column(aspect, titles.get(aspect, aspect), tables=False) for aspect in aspects),
    ]
    return Listing(
        columns, _rows(book, ids, aspects, worded), title=_("Visits"), empty=_("There are no visits.")
    )


def _columns(worded: Mapping[str, str]) -> list[Column]:
    return [
        Column("code", people_header("code", language())),
        Column("name", people_header("name", language())),
        Column("contact_on", _("Date"), "date"),
        Column("at", _("Time")),
        Column("kind", _("Kind"), "words", labels=labels("contact_kind")),
        Column("summary", _("Summary")),
        Column("by", _("By")),
        Column("with", _("With"), "list"),
        Column("purpose", _("Purpose"), "words", labels=worded),
        Column("grade_before", _("Grade before")),
        Column("grade_after", _("Grade after")),
        Column("next_on", _("Next"), "date"),
        Column("topic", _("Topic")),
        Column("visit_number", _("No."), "int", tables=False),
        Column("line", _("Company line"), tables=False),
        Column("is_short", _("Short reception"), "bool", tables=False),
        Column("is_scout", _("Scouts us"), "bool", tables=False),
        Column("told", _("Told of the scout"), "list", tables=False),
        Column("satisfaction", _("Satisfaction (1-5)"), "int", tables=False),
        Column("proxy", _("Who came instead"), tables=False),
    ]


def _rows(
    book: sqlite3.Connection, ids: list[int], aspects: Sequence[str], worded: dict[str, str]
) -> Iterator[list[Any]]:
    """The rows; the words for each set of purposes are put in `worded` before its row is given."""
    for batch in batches(ids, BATCH):
        marks = ", ".join("?" * len(batch))
        said: dict[int, dict[str, str]] = {}
        for visit_id, aspect, text in book.execute(_ASPECTS.format(marks=marks), batch):
            said.setdefault(visit_id, {})[aspect] = text
        for visit_id, *row in book.execute(_VISITS.format(marks=marks), batch).fetchall():
            for place in (_WITH, _TOLD):
                row[place] = row[place].split("\n") if row[place] else []
            if row[_PURPOSES]:
                purposes = row[_PURPOSES].split("\n")
                row[_PURPOSES] = "; ".join(purposes)
                worded[row[_PURPOSES]] = _(", ").join(purpose_words(purposes))
            row[_SHORT], row[_SCOUT] = bool(row[_SHORT]), bool(row[_SCOUT])
            told = said.get(visit_id, {})
            yield [*row, *(told.get(aspect) for aspect in aspects)]
