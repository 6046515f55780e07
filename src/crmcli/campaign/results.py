"""What a campaign has brought, during and after it (docs/rules.md#campaigns)."""

import sqlite3
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from crmcli.campaign.listing import Row, improvement_rows, opinion_rows
from crmcli.campaign.pointing import one_campaign
from crmcli.campaign.queries import Head, gains
from crmcli.campaign.rules import is_rise, last_counted_on
from crmcli.campaign.showing import campaign_mapping, part_listing
from crmcli.campaign.tables import OPINION_KINDS
from crmcli.campaign.wording import share
from crmcli.customer.vocabulary import labels
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.dates import describe_date
from crmcli.kit.formats import Block, Column, Field, Listing, Record
from crmcli.kit.i18n import _
from crmcli.policy.in_force import letters_in_force


def results_record(run: Invocation, name: str) -> Record:
    """Reached, opinions, improvements, deals and rises: for people a page, for machines one object."""
    with run.reading() as book:
        head = one_campaign(run, book, name)
        found = _mapping(book, head, run.today)
    blocks = [
        Block(head.name, _reached(found, run.today)),
        Block(_("By person"), part_listing(found["by_person"], "owner", _("Person"))),
        Block(_("By grade at the start"), part_listing(found["by_grade"], "grade", _("Grade"))),
        Block(_("Opinions"), _opinions(found)),
        Block(_("Improvements"), _improvements(found)),
        Block(_("Deals won"), _deals(found)),
        Block(_("Grades that rose"), _rises(found)),
    ]
    return Record(found, blocks, code_key="name")


def _mapping(book: sqlite3.Connection, head: Head, today: date) -> dict[str, Any]:
    whole = campaign_mapping(book, head.id, today)
    last_on = head.ended_on or head.to_on
    until = last_counted_on(head.to_on, head.ended_on)
    found = gains(book, head.id, head.from_on, until)
    letters = letters_in_force(book)
    rises = [
        _placed(row, "changed_on", last_on)
        for row in found.changes
        if is_rise(row["from_grade"], row["to_grade"], letters)
    ]
    deals = [_placed(row, "closed_on", last_on) for row in found.deals]
    done = [one for one in whole["customers"] if one["state"] == "done"]
    improvements = improvement_rows(book, head.id)
    counts = Counter(row["kind"] for row in opinion_rows(book, head.id))
    return {
        **{key: whole[key] for key in ("name", "from_on", "to_on", "ended_on", "goal", "result")},
        "counted_until": until.isoformat(),
        "customers": whole["progress"]["customers"],
        "reached": whole["progress"]["done"],
        "reached_in_time": sum(one["done_on"] <= head.to_on.isoformat() for one in done),
        "by_person": whole["by_person"],
        "by_grade": whole["by_grade"],
        "opinions": {kind: counts[kind] for kind in OPINION_KINDS},
        "improvements": {
            "done": sum(one["done_on"] is not None for one in improvements),
            "open": sum(one["done_on"] is None for one in improvements),
            "late": sum(one["done_on"] is None and one["due_on"] < today.isoformat() for one in improvements),
        },
        "deals": _deal_counts(deals),
        "deals_won": deals,
        "customers_risen": len({one["code"] for one in rises}),
        "grade_rises": rises,
    }


def _placed(row: Row, key: str, last_on: date) -> Row:
    return {**row, "during": row[key] <= last_on.isoformat()}


def _deal_counts(deals: list[Row]) -> dict[str, int]:
    during = [one for one in deals if one["during"]]
    after = [one for one in deals if not one["during"]]
    return {
        "during": len(during),
        "during_amount_fen": sum(one["amount_fen"] or 0 for one in during),
        "after": len(after),
        "after_amount_fen": sum(one["amount_fen"] or 0 for one in after),
    }


def _reached(found: Mapping[str, Any], today: date) -> list[Field]:
    first, last = (date.fromisoformat(found[key]) for key in ("from_on", "to_on"))
    until = date.fromisoformat(found["counted_until"])
    counted = (
        describe_date(until) if until < today else _("{day}, still to come").format(day=describe_date(until))
    )
    return [
        Field(
            _("Period"), _("{first} to {last}").format(first=describe_date(first), last=describe_date(last))
        ),
        Field(_("Ended"), found["ended_on"], "date"),
        Field(_("Goal"), found["goal"]),
        Field(_("Result"), found["result"]),
        Field(_("Reached"), share(found["reached"], found["customers"])),
        Field(_("Reached in time"), share(found["reached_in_time"], found["customers"])),
        Field(_("Deals and grades until"), counted),
    ]


def _opinions(found: Mapping[str, Any]) -> list[Field]:
    words = labels("opinion_kind")
    return [Field(words[kind], count, "int") for kind, count in found["opinions"].items()]


def _improvements(found: Mapping[str, Any]) -> list[Field]:
    words = {"done": _("Made"), "open": _("Still open"), "late": _("Overdue")}
    return [Field(words[key], count, "int") for key, count in found["improvements"].items()]


def _when(during: bool) -> str:
    return _("during") if during else _("after")


def _deals(found: Mapping[str, Any]) -> Listing:
    columns = [
        Column("closed_on", _("Date"), "date"),
        Column("when", _("When")),
        Column("name", _("Customer")),
        Column("code", _("Code")),
        Column("owner", _("Owner")),
        Column("amount_fen", _("Amount"), "money"),
    ]
    keys = [column.key for column in columns]
    rows = [{**one, "when": _when(one["during"])} for one in found["deals_won"]]
    return Listing(columns, [[row[key] for key in keys] for row in rows])


def _rises(found: Mapping[str, Any]) -> Listing:
    columns = [
        Column("changed_on", _("Date"), "date"),
        Column("when", _("When")),
        Column("name", _("Customer")),
        Column("code", _("Code")),
        Column("change", _("Grade")),
        Column("by", _("By")),
    ]
    rows = [
        (one["changed_on"], _when(one["during"]), one["name"], one["code"],
         f"{one['from_grade']} > {one['to_grade']}", one["by"])
        for one in found["grade_rises"]
    ]  # fmt: skip
    return Listing(columns, rows)
