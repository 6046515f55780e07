"""The visits to one customer: everything for machines, the list and the full records for people."""

from __future__ import annotations

from crmcli.customer.vocabulary import labels
from crmcli.kit.formats import Block, Column, Field
from crmcli.kit.i18n import _
from crmcli.policy.visit_record import visit_record_in_force

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

_VISITS = (
    'select id, contact_on, at, kind, summary, by, "with", purpose, grade_before, grade_after,'
    " grade_reconsidered, reason, next_on, topic, visit_number, line, is_short, is_scout, told, satisfaction, proxy"
    " from visit_list where customer_id = ? order by contact_on desc, id desc"
)
_PURPOSES = "select visit_id, purpose from visit_purpose_list where customer_id = ? order by id"
_ASPECTS = "select visit_id, aspect, text from visit_aspect_list where customer_id = ? order by id"
_CORRECTIONS = (
    "select visit_id, what, old_text, new_text, corrected_at, by, reason from visit_correction_list"
    " where customer_id = ? order by id"
)
CORRECTION_KEYS = ("what", "old_text", "new_text", "corrected_at", "by", "reason")


def visits_of(book: sqlite3.Connection, customer_id: int) -> list[dict[str, Any]]:
    """The visits, the latest first, under English keys."""
    cursor = book.execute(_VISITS, (customer_id,))
    keys = [column[0] for column in cursor.description]
    visits = {row[0]: dict(zip(keys[1:], row[1:], strict=True)) for row in cursor}
    for visit in visits.values():
        for names in ("with", "told"):
            visit[names] = visit[names].split(";") if visit[names] else []
        for mark in ("grade_reconsidered", "is_short", "is_scout"):
            visit[mark] = bool(visit[mark])
        visit |= {"purposes": [], "aspects": {}, "corrections": []}
    for visit_id, purpose in book.execute(_PURPOSES, (customer_id,)):
        visits[visit_id]["purposes"].append(purpose)
    for visit_id, aspect, text in book.execute(_ASPECTS, (customer_id,)):
        visits[visit_id]["aspects"][aspect] = text
    for visit_id, *corrected in book.execute(_CORRECTIONS, (customer_id,)):
        visits[visit_id]["corrections"].append(dict(zip(CORRECTION_KEYS, corrected, strict=True)))
    return list(visits.values())


def aspect_labels(book: sqlite3.Connection, aspects: Iterable[str]) -> dict[str, str]:
    """What these aspects are called in the language in force; the playbook is asked for its own ones only."""
    known = builtin_titles()
    own = [aspect for aspect in aspects if aspect not in known]
    record = visit_record_in_force(book) if own else None
    return known | {aspect: record.own_title(aspect) for aspect in own if record}


def builtin_titles() -> dict[str, str]:
    """The aspects that every book has, as headings."""
    return {aspect: word[:1].upper() + word[1:] for aspect, word in labels("visit_aspect").items()}


def purpose_words(purposes: Iterable[str]) -> list[str]:
    """Purposes as people read them."""
    words = labels("visit_purpose")
    return [words.get(purpose, purpose) for purpose in purposes]


def visit_columns() -> list[Column]:
    """The list of visits on a card."""
    return [
        Column("visit_number", _("No."), "int"),
        Column("contact_on", _("Date"), "date"),
        Column("kind", _("Kind"), "words", labels=labels("contact_kind")),
        Column("grade", _("Grade")),
        Column("by", _("By")),
        Column("marks", _("Marks"), "list"),
        Column("with", _("With"), "list", line=2),
        Column("summary", _("Summary"), line=2),
        Column("next_on", _("Next"), "date", line=2),
        Column("topic", _("Topic"), line=2),
    ]


def visit_row(visit: Mapping[str, Any]) -> tuple[object, ...]:
    """One visit in the order of `visit_columns`."""
    before, after = visit["grade_before"], visit["grade_after"]
    grade = after if before == after or not before else f"{before}>{after}"
    marks = {
        _("short"): visit["is_short"],
        _("scout"): visit["is_scout"],
        _("corrected"): visit["corrections"],
    }
    return (
        visit["visit_number"],
        visit["contact_on"],
        visit["kind"],
        grade,
        visit["by"],
        [mark for mark, holds in marks.items() if holds],
        visit["with"],
        visit["summary"],
        visit["next_on"],
        visit["topic"],
    )


def record_blocks(visits: Iterable[Mapping[str, Any]], titles: Mapping[str, str]) -> Iterator[Block]:
    """What the visits say beside their line in the list, one block for each that says more."""
    for visit in visits:
        fields = [field for field in _record_fields(visit, titles) if field.value not in (None, "", [])]
        if fields:
            heading = _("Visit {number}, {day}").format(number=visit["visit_number"], day=visit["contact_on"])
            yield Block(heading, fields)


def _record_fields(visit: Mapping[str, Any], titles: Mapping[str, str]) -> Iterator[Field]:
    yield Field(_("Purpose"), purpose_words(visit["purposes"]), "list")
    yield Field(_("Company line"), visit["line"])
    yield Field(_("Who came instead"), visit["proxy"])
    for aspect in sorted(visit["aspects"], key=list(titles).index):
        yield Field(titles[aspect], visit["aspects"][aspect])
    yield Field(_("Satisfaction (1-5)"), visit["satisfaction"], "int")
    yield Field(_("Told of the scout"), visit["told"], "list")
    for corrected in visit["corrections"]:
        yield Field(_("Corrected"), correction_words(corrected, titles))


def correction_words(corrected: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """What was corrected, by whom and when, from what to what, and why."""
    title = titles.get(corrected["what"]) or correction_titles().get(corrected["what"], corrected["what"])
    sentence = _("{day} {by}: {what}: {old} > {new}").format(
        day=corrected["corrected_at"][:10],
        by=corrected["by"],
        what=title,
        old=_corrected_value(corrected["what"], corrected["old_text"]),
        new=_corrected_value(corrected["what"], corrected["new_text"]),
    )
    return f"{sentence} ({corrected['reason']})" if corrected["reason"] else sentence


def _corrected_value(what: str, text: str | None) -> str:
    """A stored value as people read it."""
    if not text:
        return "-"
    if what == "purpose":
        return _(", ").join(purpose_words(text.split("; ")))
    vocabulary = {"kind": "contact_kind", "is_short": "yes_no", "is_scout": "yes_no"}.get(what)
    return labels(vocabulary).get(text, text) if vocabulary else text


def correction_titles() -> dict[str, str]:
    """What can be corrected beside aspects, to what it is called."""
    return {
        "contact_on": _("Date"),
        "at": _("Time"),
        "kind": _("Kind"),
        "summary": _("Summary"),
        "with": _("With"),
        "purpose": _("Purpose"),
        "grade_after": _("Grade"),
        "next_on": _("Next"),
        "next_topic": _("Topic"),
        "line": _("Company line"),
        "is_short": _("Short reception"),
        "is_scout": _("Scouts us"),
        "told": _("Told of the scout"),
        "satisfaction": _("Satisfaction (1-5)"),
        "proxy": _("Who came instead"),
    }
