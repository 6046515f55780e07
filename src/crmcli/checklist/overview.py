"""All checklists at a glance: which are open, late, complete; who waits for which paper."""

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Any, NamedTuple

from crmcli.checklist.template import papers_of, template_from
from crmcli.checklist.typed import nearest, same_words
from crmcli.checklist.wording import timeliness, timeliness_labels
from crmcli.customer.vocabulary import labels, stored_word
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.errors import NotFound, RuleRefused
from crmcli.kit.formats import Column, Listing
from crmcli.kit.i18n import _, language
from crmcli.staff.queries import owner_asked

_COLUMNS = (
    "code, customer_code, name, template, title_en, title_zh, state, applied_on, deadline_on, gathered_on, required,"
    " gathered, missing, missing_en, missing_zh, owner, closed_on"
)
STATES = ("open", "gathered", "complete", "closed")


class Filters(NamedTuple):
    """Which checklists are asked for."""

    states: Sequence[str] = ()
    template: str | None = None
    owner: str | None = None
    late: bool = False
    item: str | None = None


def checklist_listing(
    run: Invocation, book: sqlite3.Connection, filters: Filters, *, talk: bool = True, archived: bool = False
) -> Listing:
    """The checklists, those with the nearest deadline first. On stderr how many are in time, late, still open."""
    rows = _rows(run, book, filters, archived=archived)
    if talk:
        _say_counts(run, rows)
    shown = [
        (
            row["code"],
            row["customer_code"],
            row["name"],
            row["template"],
            row[f"title_{language()}"],
            row["state"],
            row["applied_on"],
            row["deadline_on"],
            row["timeliness"],
            row["gathered_on"],
            f"{row['gathered']}/{row['required']}",
            row["required"],
            row["gathered"],
            row["missing"],
            row[f"missing_{language()}"],
            row["owner"],
        )
        for row in rows
    ]
    return Listing(_columns(), shown, style=_style, empty=_empty(filters), code_key="checklist")


def _empty(filters: Filters) -> str:
    if filters.item is None:
        return _("There is no such checklist.")
    return _("No checklist waits only for {item}.").format(item=filters.item)


def _columns() -> list[Column]:
    return [
        Column("checklist", _("Checklist")),
        Column("code", _("Code"), tables=False),
        Column("name", _("Customer")),
        Column("template", _("Template"), tables=False),
        Column("title", _("Papers for"), line=2),
        Column("state", _("State"), "words", labels=labels("checklist_state")),
        Column("applied_on", _("Applied on"), "date"),
        Column("deadline_on", _("Deadline"), "date"),
        Column("timeliness", _("In time"), "words", labels=timeliness_labels(), style=True),
        Column("gathered_on", _("All there on"), "date", tables=False),
        Column("there", _("Have")),
        Column("required", _("Items"), "int", tables=False),
        Column("gathered", _("There"), "int", tables=False),
        Column("missing", _("Missing items"), tables=False),
        Column("missing_words", _("Missing"), line=2),
        Column("owner", _("Owner"), tables=False),
    ]


def _style(row: Sequence[Any]) -> str:
    return "red" if row[8] == "late" else ""


def _rows(
    run: Invocation, book: sqlite3.Connection, filters: Filters, *, archived: bool
) -> list[dict[str, Any]]:
    conditions, values = ["1" if archived else "archived_on is null"], list[object]()
    states = filters.states or ("open", "gathered")
    conditions.append(f"state in ({', '.join('?' * len(states))})")
    values += states
    if filters.template is not None:
        _check_template(run, filters.template)
        conditions.append("template = ?")
        values.append(filters.template)
    if filters.owner is not None:
        conditions.append("owner = ? collate nocase")
        values.append(owner_asked(run, book, filters.owner))
    query = (
        f"select {_COLUMNS} from checklist_list where {' and '.join(conditions)}"
        " order by coalesce(deadline_on, '9999'), applied_on, id"
    )
    cursor = book.execute(query, values)
    keys = [column[0] for column in cursor.description]
    rows = [dict(zip(keys, row, strict=True)) for row in cursor]
    for row in rows:
        row["timeliness"] = timeliness(
            _day(row["deadline_on"]), _day(row["gathered_on"]), run.today, closed=row["state"] == "closed"
        )
    if filters.late:
        rows = [row for row in rows if row["timeliness"] == "late"]
    if filters.item is None:
        return rows
    items = _items_called(book, filters.item)
    return [row for row in rows if _waits_only_for(row, items)]


def _check_template(run: Invocation, typed: str) -> None:
    """Raises NotFound with the nearest names where there is no such template."""
    from crmcli.checklist.loading import load_template, templates_folder

    with suppress(RuleRefused):  # a wrong file of one's own may have been right when checklists began
        load_template(typed, templates_folder(run.environ))


def _items_called(book: sqlite3.Connection, typed: str) -> set[str]:
    """The items, in all templates in use, that a word names: by name or title, their own or of a paper inside.

    Raises NotFound with the nearest names.
    """
    found: set[str] = set()
    names: dict[str, None] = {}
    for (text,) in book.execute("select definition from checklist_template"):
        template = template_from(json.loads(text))
        for item in template.items:
            papers = papers_of(item.requirement)
            told = [
                item.name,
                *item.title,
                *papers,
                *(word for paper in papers for word in template.paper_title(paper)),
            ]
            names.update(dict.fromkeys((item.name, *papers)))
            if same_words(typed, *told):
                found.add(item.name)
    if not found:
        raise NotFound(
            _("No checklist has an item {typed}. Nearest: {names}."),
            typed=typed[:60],
            names=nearest(typed, names),
        )
    return found


def _waits_only_for(row: dict[str, Any], items: set[str]) -> bool:
    """Whether all that is missing is among these items, of whichever party."""
    names = row["missing"].split(", ") if row["missing"] else []
    return bool(names) and all(name.rpartition("/")[2] in items for name in names)


def parse_states(typed: Sequence[str]) -> list[str]:
    """The states that were typed, in either language. Raises ValueRefused."""
    words = [word.strip() for one in typed for word in one.replace("，", ",").split(",")]
    if any(word in ("all", "全部") for word in words):
        return list(STATES)
    return [stored_word("checklist_state", word) for word in words]


def _say_counts(run: Invocation, rows: Sequence[dict[str, Any]]) -> None:
    counts = Counter(row["timeliness"] for row in rows)
    if any(counts[how] for how in ("in_time", "late", "open")):
        run.say(
            _("In time {in_time}, late {late}, still open {open}, without a deadline {none}.").format(
                in_time=counts["in_time"], late=counts["late"], open=counts["open"], none=counts[None]
            )
        )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
