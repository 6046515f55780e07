"""A campaign and how far it is; all campaigns at a glance."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from crmcli.campaign.listing import (
    HEAD_KEYS,
    MEMBER_KEYS,
    Row,
    campaign_row,
    campaign_rows,
    improvement_rows,
    member_rows,
    opinion_rows,
)
from crmcli.campaign.wording import (
    improvement_columns,
    member_columns,
    opinion_columns,
    share,
    shown_state,
)
from crmcli.customer.vocabulary import labels
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.dates import describe_date
from crmcli.kit.formats import Block, Column, Field, Listing, Record
from crmcli.kit.i18n import _

_OPEN_FIRST = ("late", "open", "done", "missed", "dropped")


def campaigns_listing(run: Invocation, *, everything: bool) -> Listing:
    """The campaigns that run, or all there ever were."""
    with run.reading() as book:
        rows = campaign_rows(book, everything=everything)
    columns = [
        Column("name", _("Campaign")),
        Column("from_on", _("First day"), "date"),
        Column("to_on", _("Last day"), "date"),
        Column("owner", _("Responsible")),
        Column("done_words", _("Done")),
        Column("goal", _("Goal"), line=2),
        Column("focus", _("Focus"), line=2),
        Column("opinions", _("Opinions"), "int"),
        Column("improvements_open", _("To improve"), "int"),
        Column("members", _("Customers"), "int", tables=False),
        Column("done", _("Done"), "int", tables=False),
        Column("improvements", _("Improvements"), "int", tables=False),
        Column("ended_on", _("Ended"), "date", tables=everything),
        Column("result", _("Result"), line=2, tables=everything),
        Column("per_day", _("A day"), "int", tables=False),
        Column("chosen_by", _("Picked by"), tables=False),
    ]
    for row in rows:
        row["done_words"] = f"{row['done']}/{row['members']}"
    shown = [[row[column.key] for column in columns] for row in rows]
    empty = _("There is no campaign yet.") if everything else _("No campaign is running.")
    return Listing(columns, shown, empty=empty, code_key="name")


def written_campaign(run: Invocation, campaign_id: int, name: str) -> Record:
    """What a write prints: the name, and for `-f json` the campaign as it is now."""
    if run.dry_run or run.chosen_format not in ("json", "jsonl"):
        return Record({"name": name}, line=name, code_key="name")
    with run.reading() as book:
        return Record(campaign_mapping(book, campaign_id, run.today), code_key="name")


def campaign_mapping(book: sqlite3.Connection, campaign_id: int, today: date) -> dict[str, Any]:
    """Everything of a campaign under English keys, with how far it is."""
    row = campaign_row(book, campaign_id)
    members = [
        {**{key: one[key] for key in MEMBER_KEYS}, "state": shown_state(one, today)}
        for one in member_rows(book, campaign_id)
    ]
    kept = [one for one in members if one["state"] != "dropped"]
    return {
        **{key: row[key] for key in HEAD_KEYS if key not in ("id", "opinions", "improvements")},
        "counts": row["counts"].split(),
        "progress": progress(kept),
        "by_person": by_part(kept, "owner"),
        "by_grade": by_part(kept, "grade_at_start", "grade"),
        "customers": members,
        "opinions": opinion_rows(book, campaign_id),
        "improvements": improvement_rows(book, campaign_id),
    }


def progress(members: Iterable[Row]) -> dict[str, int]:
    """How many are done, open (late ones among them), late, missed."""
    counts = Counter(one["state"] for one in members)
    return {
        "customers": sum(counts.values()),
        "done": counts["done"],
        "open": counts["open"] + counts["late"],
        "late": counts["late"],
        "missed": counts["missed"],
    }


def by_part(members: Sequence[Row], key: str, called: str | None = None) -> list[Row]:
    """The same for each person, or each grade: no grade last. A part stands under `called`, else under its key."""
    parts = sorted({one[key] for one in members}, key=lambda value: (value is None, value or ""))
    return [{called or key: part, **progress(one for one in members if one[key] == part)} for part in parts]


def campaign_record(run: Invocation, book: sqlite3.Connection, campaign_id: int, owner: str | None) -> Record:
    """The page of a campaign; with an owner only their customers are listed."""
    found = campaign_mapping(book, campaign_id, run.today)
    if owner is not None:
        found["customers"] = [
            one for one in found["customers"] if one["owner"].casefold() == owner.casefold()
        ]
    in_order = sorted(found["customers"], key=lambda one: _OPEN_FIRST.index(one["state"]))
    blocks = [
        Block(found["name"], _facts(found, run.today)),
        Block(_("By person"), part_listing(found["by_person"], "owner", _("Person"))),
        Block(_("By grade at the start"), part_listing(found["by_grade"], "grade", _("Grade"))),
        Block(_("Customers"), _listing(in_order, member_columns(), _member_style)),
        Block(_("Opinions"), _listing(found["opinions"], opinion_columns())),
        Block(
            _("Improvements"), _listing(found["improvements"], improvement_columns(), _late_style(run.today))
        ),
    ]
    return Record(found, blocks, code_key="name")


def _facts(found: Mapping[str, Any], today: date) -> list[Field]:
    first, last = (date.fromisoformat(found[key]) for key in ("from_on", "to_on"))
    how_far = found["progress"]
    kinds = labels("contact_kind")
    return [
        Field(
            _("Period"),
            _("{first} to {last}").format(first=describe_date(first), last=describe_date(last, today)),
        ),
        Field(_("Goal"), found["goal"]),
        Field(_("Focus"), found["focus"]),
        Field(_("Responsible"), found["owner"]),
        Field(_("Picked by"), found["chosen_by"]),
        Field(_("A day"), found["per_day"], "int"),
        Field(_("What counts"), [kinds[kind] for kind in found["counts"]], "list"),
        Field(_("Done"), share(how_far["done"], how_far["customers"])),
        Field(_("Still open"), how_far["open"] or None, "int"),
        Field(_("Overdue"), how_far["late"] or None, "int"),
        Field(_("Missed"), how_far["missed"] or None, "int"),
        Field(_("Ended"), found["ended_on"], "date"),
        Field(_("Result"), found["result"]),
    ]


def part_listing(rows: Sequence[Row], key: str, header: str) -> Listing:
    """Progress by person or grade; what is 0 everywhere is left out."""
    counted = {"open": _("Still open"), "late": _("Overdue"), "missed": _("Missed")}
    columns = [
        Column(key, header),
        Column("customers", _("Customers"), "int"),
        Column("done", _("Done"), "int"),
        *(Column(state, words, "int") for state, words in counted.items() if any(row[state] for row in rows)),
    ]
    return _listing([{**row, key: row[key] or "-"} for row in rows], columns)


def _listing(rows: Sequence[Row], columns: Sequence[Column], style: Any = None) -> Listing:
    """The rows; a column that is empty in all of them is left out."""
    kept = [column for column in columns if any(row[column.key] not in (None, "", []) for row in rows)]
    keys = [column.key for column in kept]
    shown = [[row[key] for key in keys] for row in rows]
    if style is None:
        return Listing(kept, shown)
    styles = {id(cells): style(row) for cells, row in zip(shown, rows, strict=True)}
    return Listing(kept, shown, style=lambda cells: styles.get(id(cells), ""))


def _member_style(row: Row) -> str:
    return {"late": "red", "done": "dim", "dropped": "dim"}.get(row["state"], "")


def _late_style(today: date) -> Any:
    return lambda row: "red" if row["done_on"] is None and row["due_on"] < today.isoformat() else ""
