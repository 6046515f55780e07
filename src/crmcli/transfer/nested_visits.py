"""Visits as our own JSON nests them, with their full record."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from crmcli.customer.rules import NOTE_LIMIT
from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.text import clean_block
from crmcli.transfer import cells
from crmcli.transfer.cards import PastCorrection, PastVisit
from crmcli.transfer.nested import Object, few, moment_of, text_of
from crmcli.visit.particulars import parse_proxy, parse_purposes, parse_satisfaction

_ASPECT = re.compile(r"[a-z][a-z0-9_]{0,39}")


def nested_visits(cell: object, today: date, letter: Callable[[object], str | None]) -> tuple[PastVisit, ...]:
    """Visits as objects, the newest first, as they are shown. Raises ValueRefused."""
    if not isinstance(cell, list):
        raise ValueRefused(_("a list of visits belongs here."))
    return tuple(_visit(part, today, letter) for part in reversed(few(cell)))


def _visit(part: object, today: date, letter: Callable[[object], str | None]) -> PastVisit:
    if not isinstance(part, Mapping):
        raise ValueRefused(_("a visit is an object with contact_on and kind."))
    contact_on = cells.past_date(today)(text_of(part, "contact_on"))
    if contact_on is None:
        raise ValueRefused(_("a visit needs its date, contact_on."))
    next_on = text_of(part, "next_on")
    return PastVisit(
        contact_on,
        cells.read_word("contact_kind")(text_of(part, "kind") or "other") or "other",
        _block(part, "summary"),
        moment_of(part, "at"),
        cells.read_staff(text_of(part, "by")),
        _names(part, "with"),
        _purposes(part),
        letter(text_of(part, "grade_before")),
        letter(text_of(part, "grade_after")),
        part.get("grade_reconsidered") is True,
        cells.read_line(text_of(part, "reason")),
        cells.read_date(next_on) if next_on else None,
        cells.read_line(text_of(part, "topic")),
        cells.read_line(text_of(part, "line")),
        part.get("is_short") is True,
        part.get("is_scout") is True,
        _names(part, "told"),
        parse_satisfaction(text_of(part, "satisfaction")),
        parse_proxy(text_of(part, "proxy")),
        _aspects(part),
        tuple(_corrections(part)),
    )


def _block(part: Object, key: str) -> str:
    return clean_block(text_of(part, key), NOTE_LIMIT).text


def _names(part: Object, key: str) -> tuple[str, ...]:
    names = part.get(key)
    read = map(cells.read_staff, names if isinstance(names, list) else ())
    return tuple(dict.fromkeys(name for name in read if name))


def _purposes(part: Object) -> tuple[str, ...]:
    """The list, else the one text of files that know no list."""
    purposes = part.get("purposes")
    if isinstance(purposes, list) and purposes:
        return parse_purposes(cells.cell_text(purpose) for purpose in few(purposes))
    return parse_purposes([text_of(part, "purpose")])


def _aspects(part: Object) -> tuple[tuple[str, str], ...]:
    aspects = part.get("aspects")
    if aspects is None:
        return ()
    if not isinstance(aspects, Mapping):
        raise ValueRefused(_("an object of names and texts belongs here."))
    read = [(str(name), _block(aspects, str(name))) for name in few(list(aspects))]
    wrong = [name for name, _text in read if not _ASPECT.fullmatch(name)]
    if wrong:
        raise ValueRefused(_("{name} is no name of a part of a visit."), name=wrong[0][:40])
    return tuple((name, text) for name, text in read if text)


def _corrections(part: Object) -> Iterator[PastCorrection]:
    corrections = part.get("corrections")
    for corrected in few(corrections) if isinstance(corrections, list) else ():
        if isinstance(corrected, Mapping) and _ASPECT.fullmatch(text_of(corrected, "what")):
            yield PastCorrection(
                text_of(corrected, "what"),
                _block(corrected, "old_text") or None,
                _block(corrected, "new_text") or None,
                moment_of(corrected, "corrected_at"),
                cells.read_staff(text_of(corrected, "by")),
                cells.read_line(text_of(corrected, "reason")),
            )
