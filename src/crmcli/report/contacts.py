"""The contacts of some days as the reports of salespeople and of supervisors list them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from crmcli.customer.visits import aspect_labels, purpose_words
from crmcli.customer.vocabulary import labels
from crmcli.kit.formats import Column
from crmcli.kit.i18n import _
from crmcli.report.model import Section
from crmcli.report.queries import among, rows
from crmcli.report.rules import direction

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from crmcli.report.model import Asked

_CONTACTS = """
select s.name as staff, v.contact_on, substr(v.at, 12, 5) as at, c.code, c.name, v.kind,
  (select count(*) from visit w where w.customer_id = v.customer_id
     and (w.contact_on, w.id) <= (v.contact_on, v.id)) as visit_number,
  v.grade_before, v.grade_after,
  (select group_concat(name, char(10)) from (select m.name from visit_party o join staff m on m.id = o.staff_id
     where o.visit_id = v.id and o.staff_id <> p.staff_id order by o.logged desc, m.name)) as "with",
  v.next_on, v.next_topic, v.summary, v.reason, coalesce((select group_concat(purpose, '; ') from
    (select purpose from visit_purpose u where u.visit_id = v.id order by u.id)), v.purpose),
  (select json_group_object(aspect, text) from visit_aspect a where a.visit_id = v.id),
  v.line, v.satisfaction, v.proxy,
  (select group_concat(m.name, ', ') from visit_told t join staff m on m.id = t.staff_id where t.visit_id = v.id),
  case when v.is_scout then 'scout' when v.is_short then 'short' end
from visit v join visit_party p on p.visit_id = v.id join staff s on s.id = p.staff_id
join customer c on c.id = v.customer_id
where v.contact_on between ? and ? and {people}
order by s.name, s.id, v.contact_on, v.at is null, v.at, v.id
"""
CODE = 3  # where a row says which customer
SUMMARY, ASPECTS = 12, 15  # where what was recorded begins in a row, and its parts


class Words(dict[str, str]):
    """What was recorded of a contact, by its name; as text, every part behind what it is called."""

    def __init__(self, parts: Mapping[str, str], called: Mapping[str, str]) -> None:
        super().__init__(parts)
        self.called = called

    def __str__(self) -> str:
        parts = [
            f"{self.called[name]}{_(': ')}{_worded(name, text)}" if self.called.get(name) else text
            for name, text in self.items()
        ]
        return _("; ").join(parts)


def _worded(name: str, text: str) -> str:
    return _(", ").join(purpose_words(text.split("; "))) if name == "purpose" else text


def contact_rows(book: sqlite3.Connection, asked: Asked, people: Sequence[int] | None) -> list[list[Any]]:
    """A row for each contact and each of these people who took part in it."""
    condition, values = among("p.staff_id", people)
    found = rows(book, _CONTACTS.format(people=condition), *asked.days, *values)
    called = _called(book, (aspect for row in found for aspect in json.loads(row[ASPECTS])))
    return [_told(asked, row, called) for row in found]


def _called(book: sqlite3.Connection, aspects: Iterable[str]) -> dict[str, str]:
    """What each part of a record is called, in the order of the record; the playbook's own parts after ours."""
    used = set(aspects)
    titles = aspect_labels(book, dict.fromkeys(used))
    return {
        "summary": "",
        "purpose": _("Purpose"),
        **{aspect: title for aspect, title in titles.items() if aspect in used},
        "reason": _("Reason"),
        "line": _("Company line"),
        "satisfaction": _("Satisfaction (1-5)"),
        "proxy": _("Who came instead"),
        "told": _("Told"),
    }


def reader_of_records(book: sqlite3.Connection, names: Iterable[str]) -> Callable[[Mapping[str, str]], Words]:
    """Words again for what machines have of records with these parts, such as those of a report handed up."""
    called = _called(book, set(names) - set(_called(book, ())))

    def read(parts: Mapping[str, str]) -> Words:
        known = {name: str(parts[name]) for name in called if name in parts}
        return Words(known | {name: str(text) for name, text in parts.items()}, called)

    return read


def _told(asked: Asked, row: Sequence[Any], called: Mapping[str, str]) -> list[Any]:
    *head, before, after, companions, next_on, topic = row[:SUMMARY]
    summary, reason, purpose, aspects, line, satisfaction, proxy, told, special = row[SUMMARY:]
    moved = direction(asked.policy.letters, before, after) if before != after else None
    recorded = json.loads(aspects)
    parts = {aspect: recorded[aspect] for aspect in called if aspect in recorded}
    said = {
        **{"summary": summary, "purpose": purpose, **parts, "reason": reason},
        **{"line": line, "satisfaction": satisfaction, "proxy": proxy, "told": told},
    }
    words = Words({name: str(text) for name, text in said.items() if text}, called)
    along = companions.split("\n") if companions else []
    return [*head, before, after, moved, along, words, next_on, topic, special]


def contact_columns(one_day: bool, *, marked: bool) -> list[Column]:
    """The columns of `contact_rows`; a report of one day need not show the day in each row."""
    return [
        Column("staff", _("Staff")),
        Column("date", _("Date"), "date", tables=not one_day),
        Column("time", _("Time")),
        Column("code", _("Code")),
        Column("name", _("Customer")),
        Column("kind", _("Kind"), "words", labels=labels("contact_kind")),
        Column("visit_number", _("Contact no."), "int"),
        Column("grade_before", _("Before")),
        Column("grade_after", _("After")),
        Column("movement", _("Movement"), "words", labels=movement_labels()),
        Column("with", _("With"), "list"),
        Column("record", _("What was recorded"), line=2),
        Column("next_on", _("Next"), "date", line=2),
        Column("topic", _("Topic"), line=2),
        Column("special", _("Special"), "words", labels=_special_labels(), line=2, tables=marked),
    ]


def contact_section(asked: Asked, found: Sequence[Sequence[Any]]) -> Section:
    """The contacts under the name of whoever took part; what marks few of them is a column only where it marks any."""
    return Section(
        "visits",
        _("Contacts logged"),
        contact_columns(asked.first == asked.last, marked=any(row[-1] for row in found)),
        found,
        about=("staff", "date", "time", "code"),
        heads="staff",
        empty=_("No contact was logged."),
    )


def _special_labels() -> dict[str, str]:
    return {"scout": _("scouts us"), "short": _("short reception")}


def movement_labels() -> dict[str, str]:
    """What a movement of the grade is called."""
    return {
        "up": _("up"),
        "down": _("down"),
        "given": _("new grade"),
        "taken": _("grade gone"),
        "other": _("changed"),
    }
