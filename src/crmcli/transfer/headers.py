"""Recognising column headers: which field of a customer a column holds, in which unit.

The headers as people write them are data, in `headers.toml`; this is how they are compared.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, NamedTuple

Unit = Literal["yuan", "wan", "fen"]
MONEY_FIELD = "amount_fen"
BRACKETED = re.compile(r"[(\[{<【〔《「](.*?)[)\]}>】〕》」]")
# Several names of one thing in one header: "手机/Mobile", "客户名称 Customer name".
PARTS = re.compile(r"[/|、,;]|(?<=[^\x00-\x7f])\s+(?=[a-z])")
LAST_NUMBER = re.compile(r"[0-9一二三四五六七八九十]+$")


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """What one column is.

    `field` is None for a column that becomes a custom field, or stays out of an import (`left_out`).
    `own` is the name that somebody chose for that field, or that the playbook has for it; `remembered` a choice of an
    earlier import.
    `unit` and `scale` belong to `amount_fen` only: with "fen" a cell is whole fen, else an amount that times
    `scale` is yuan; without a hint in the header it is yuan.
    """

    header: str
    index: int
    field: str | None
    unit: Unit | None = None
    scale: int = 1
    left_out: bool = False
    own: str = ""
    remembered: bool = False
    is_of_playbook: bool = False

    @property
    def own_name(self) -> str:
        """The name of the custom field that the column becomes: the header, without the prefix that marks one."""
        return self.own or own_field_name(self.header) or self.header


NOTHING_CHOSEN: Mapping[int, ColumnMatch] = {}
NAME_PARTS = ("person_name", "first_name", "middle_name", "last_name")
NAMING_FIELDS = ("name", *NAME_PARTS)  # one of them a file must have


class Variants(NamedTuple):
    """The data of `headers.toml`, headers folded."""

    fields: Mapping[str, str]
    keys: frozenset[str]
    left_out: frozenset[str]
    several: frozenset[str]
    units: Mapping[str, tuple[Unit, int]]
    prefixes: Sequence[str]
    own_prefixes: Sequence[str]


def recognise(
    headers: Sequence[str], chosen: Mapping[int, ColumnMatch] = NOTHING_CHOSEN
) -> list[ColumnMatch]:
    """What each column is, in the order of the headers; those `chosen`, by their places, are as they are.

    The first column of a field takes it; a second becomes a custom field, unless the field may have several.
    The next follow-up follows from an agreed date, and is left out beside one.
    """
    variants = _variants()
    taken = {match.field for match in chosen.values() if match.field is not None}
    matches: list[ColumnMatch] = []
    for index, header in enumerate(headers):
        if index in chosen:
            matches.append(chosen[index])
            continue
        match = _match(header, index, variants)
        if match.field in taken and match.field not in variants.several:
            match = ColumnMatch(header, index, None)
        if match.field is not None:
            taken.add(match.field)
        matches.append(match)
    if "agreed_on" not in taken:
        return matches
    return [
        ColumnMatch(match.header, match.index, None, left_out=True)
        if match.field == "next_follow_up_on" and match.index not in chosen
        else match
        for match in matches
    ]


def match_header(header: str, index: int) -> ColumnMatch:
    """What a column is by its header alone."""
    return _match(header, index, _variants())


def may_stand_several_times(field: str) -> bool:
    """Whether several columns may hold that field."""
    return field in _variants().several


def unit_of_header(header: str) -> tuple[Unit | None, int]:
    """The unit that a header of amounts names, and how many yuan one is; (None, 1) where it names none."""
    return _unit_of(unicodedata.normalize("NFKC", header).casefold(), _variants())


def own_field_name(header: str) -> str:
    """The name behind the prefix of a field of the user's own; empty without the prefix."""
    for prefix in _variants().own_prefixes:
        if header[: len(prefix)].casefold() == prefix:
            return header[len(prefix) :].strip()
    return ""


def fold_header(header: str) -> str:
    """A header as it is compared: compatibility forms, lower case, letters and digits only."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", header).casefold()))


def people_header(field: str, language: str) -> str:
    """The header of a field in our own files for people; money has its unit after it there."""
    header: str = written_headers()[field][language][0]
    return header


@cache
def written_headers() -> dict[str, dict[str, list[str]]]:
    """Per field and language ("en", "zh") the headers as people write them, our own first."""
    fields: dict[str, dict[str, list[str]]] = _document()["fields"]
    return fields


def _match(header: str, index: int, variants: Variants) -> ColumnMatch:
    if header in variants.keys:
        return ColumnMatch(header, index, header, "fen" if header == MONEY_FIELD else None)
    if own_field_name(header):
        return ColumnMatch(header, index, None)
    if fold_header(header) in variants.left_out:
        return ColumnMatch(header, index, None, left_out=True)
    plain = unicodedata.normalize("NFKC", header).casefold()
    field = next(
        filter(None, (_field_of(fold_header(wording), variants) for wording in _wordings(plain))), None
    )
    if field == MONEY_FIELD:
        unit, scale = _unit_of(plain, variants)
        return ColumnMatch(header, index, field, unit, scale)
    return ColumnMatch(header, index, field)


def _wordings(plain: str) -> Iterator[str]:
    """The header whole, without brackets, what is in them, and its parts: the most telling first."""
    yield plain
    yield BRACKETED.sub("", plain)
    yield from BRACKETED.findall(plain)
    yield from PARTS.split(BRACKETED.sub("", plain))


def _field_of(folded: str, variants: Variants) -> str | None:
    """The field of one wording, also with a number or unit after it or a prefix before it."""
    unnumbered = LAST_NUMBER.sub("", folded)
    for candidate in (folded, unnumbered):
        if field := variants.fields.get(candidate):
            return field
    for prefix in variants.prefixes:
        if unnumbered.startswith(prefix) and (field := variants.fields.get(unnumbered.removeprefix(prefix))):
            return field
    return MONEY_FIELD if _unit_at_end(folded, variants) else None


def _unit_of(plain: str, variants: Variants) -> tuple[Unit | None, int]:
    for hint in map(fold_header, BRACKETED.findall(plain)):
        if found := variants.units.get(hint.removeprefix("单位")):
            return found
    word = _unit_at_end(fold_header(BRACKETED.sub("", plain)), variants)
    return variants.units[word] if word else (None, 1)


def _unit_at_end(folded: str, variants: Variants) -> str | None:
    """The unit that follows the name of an amount: 万元 of 预计金额万元."""
    for word in variants.units:
        if folded.endswith(word) and variants.fields.get(folded.removesuffix(word)) == MONEY_FIELD:
            return word
    return None


@cache
def _variants() -> Variants:
    document = _document()
    fields = {
        fold_header(header): field
        for field, languages in document["fields"].items()
        for header in (field, *languages["en"], *languages["zh"])
        # The key of money means fen, and only when it is written exactly.
        if header != MONEY_FIELD
    }
    left_out = document["left_out"]
    return Variants(
        fields=fields,
        keys=frozenset((MONEY_FIELD, *document["nested"]["keys"])),
        left_out=frozenset(map(fold_header, (*left_out["en"], *left_out["zh"]))),
        several=frozenset(document["several"]["fields"]),
        units={
            word: (unit, scale) for unit, words in document["units"].items() for word, scale in words.items()
        },
        prefixes=document["prefixes"]["words"],
        own_prefixes=document["own_field"]["prefixes"],
    )


@cache
def _document() -> dict[str, Any]:
    import tomllib
    from importlib.resources import files

    return tomllib.loads(files("crmcli.transfer").joinpath("headers.toml").read_text(encoding="utf-8"))
