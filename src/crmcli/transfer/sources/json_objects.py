"""JSON (an array of objects, or `{"customers": […]}`) and JSONL (one object a line)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from typing import BinaryIO

from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _
from crmcli.transfer.sources.decoding import text_lines
from crmcli.transfer.sources.table import KEYS_LINE, RecordPass, Records, SourceRow

ARRAY_KEY = "customers"
LONGEST_INTEGER = 18
NumberedObject = tuple[int, dict[str, object]]


def json_records(stream: BinaryIO, name: str, encoding: str) -> RecordPass:
    """Passes over the objects of a JSON document, their keys being the first; `line` counts objects."""
    with closing(text_lines(stream, name, encoding)) as lines:
        document = _parsed("".join(lines), name, 1)
    objects = list(_objects(document, name))
    return _as_records(lambda: objects)


def jsonl_records(stream: BinaryIO, name: str, encoding: str) -> RecordPass:
    """Passes over the objects of JSON lines, their keys being the first; `line` is the physical line."""

    def objects() -> Iterator[NumberedObject]:
        for number, line in enumerate(text_lines(stream, name, encoding), start=1):
            if line and not line.isspace():
                yield number, _object(_parsed(line, name, number), name, number)

    return _as_records(objects)


def _as_records(objects: Callable[[], Iterable[NumberedObject]]) -> RecordPass:
    keys: dict[str, None] = {}
    for _number, found in objects():
        keys.update(dict.fromkeys(found))

    def records() -> Records:
        yield SourceRow(KEYS_LINE, list(keys))
        for number, found in objects():
            yield SourceRow(number, [_cell(found.get(key)) for key in keys])

    return records


def _objects(document: object, name: str) -> Iterator[NumberedObject]:
    if isinstance(document, dict):
        document = document.get(ARRAY_KEY, [document])
    if not isinstance(document, list):
        raise ValueRefused(
            _("{path} holds no array of objects; a customer is one object with names and values."), path=name
        )
    for number, found in enumerate(document, start=1):
        yield number, _object(found, name, number)


def _object(found: object, name: str, number: int) -> dict[str, object]:
    if not isinstance(found, dict):
        raise ValueRefused(
            _("Entry {number} of {path} is no object with names and values."), number=number, path=name
        )
    return found


def _parsed(text: str, name: str, first_line: int) -> object:
    try:
        # A float is kept as it is written, because money is never a float; so is a number too long to be one.
        return json.loads(text, parse_float=str, parse_int=_integer, parse_constant=str)
    except json.JSONDecodeError as fault:
        raise ValueRefused(
            _("{path} is no complete JSON: it breaks off or goes wrong on line {line}, column {column}."),
            path=name,
            line=first_line + fault.lineno - 1,
            column=fault.colno,
        ) from fault
    except RecursionError as fault:
        raise ValueRefused(_("{path} is nested too deeply to be a list of customers."), path=name) from fault


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= LONGEST_INTEGER else digits


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return value.replace("\0", "") if isinstance(value, str) else value
