"""Cells into which people pack several things: notes, tags, mail addresses."""

from __future__ import annotations

import re

from crmcli.customer.rules import parse_note, parse_tag

NOTE_SEPARATOR = "~~~"
_LONGER_SEPARATOR = re.compile(r"^~{4,}$", re.MULTILINE)
_SEPARATOR_LIKE = re.compile(r"^~{3,}$", re.MULTILINE)
_SEPARATOR_LINE = re.compile(r"^~~~$", re.MULTILINE)
_BETWEEN_ADDRESSES = re.compile(r"(?:[\s;；,，、]|:::)+")
_BETWEEN_TAGS = re.compile(r"[\s;；,，、]+")


def addresses(text: str) -> list[str]:
    """The mail addresses of a cell, as they stand there."""
    return [part for part in _BETWEEN_ADDRESSES.split(text) if part] if text.count("@") > 1 else [text]


def read_tags(text: str) -> tuple[str, ...]:
    """The tags of a cell, between spaces, commas or semicolons."""
    parts = [part for part in text.split(":::") if not part.strip().startswith("* ")]
    tags = (tag for part in parts for tag in _BETWEEN_TAGS.split(part) if tag.strip("-—/"))
    return tuple(dict.fromkeys(map(parse_tag, tags)))


def read_notes(text: str) -> list[str]:
    """The notes of a cell: lines of `~~~` stand between several."""
    if NOTE_SEPARATOR not in text:
        return [parse_note(text)] if text.strip() else []
    parts = _SEPARATOR_LINE.split(text.replace("\r\n", "\n"))
    return [parse_note(_LONGER_SEPARATOR.sub(_one_shorter, part)) for part in parts if part.strip()]


def notes_cell(notes: list[str]) -> str:
    """Several notes in one cell, so that `read_notes` gives them back."""
    return f"\n{NOTE_SEPARATOR}\n".join(_SEPARATOR_LIKE.sub(_one_longer, note) for note in notes)


def _one_shorter(line: re.Match[str]) -> str:
    return line[0][1:]


def _one_longer(line: re.Match[str]) -> str:
    return line[0] + "~"
