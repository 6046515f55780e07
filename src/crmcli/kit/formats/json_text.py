"""JSON without `json`: the package costs a third of a whole reading to import; its quoting in C, which few texts need,
costs little.
"""

from __future__ import annotations

from crmcli.kit.formats.cells import is_invisible, machine_value, whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TextIO

    from crmcli.kit.formats.model import Listing, Record, Row


def dumps(value: object) -> str:
    """JSON on one line, characters as they are; what JSON does not know (a date) becomes its text."""
    if isinstance(value, str):
        return quoted(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value) if value - value == 0 else "null"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quoted(str(key))}: {dumps(each)}" for key, each in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(dumps, value)) + "]"
    return quoted(str(value))


def quoted(text: str) -> str:
    """A JSON string; what would steer a terminal or hide is written as an escape, so that nothing is lost."""
    if text.isprintable():
        return _quote(text) if '"' in text or "\\" in text else f'"{text}"'
    inside = _quote(whole(text))
    return "".join(
        _escaped(char) if is_invisible(char) or char in "\u2028\u2029" else char for char in inside
    )


def _quote(text: str) -> str:
    try:
        from _json import encode_basestring
    except ImportError:  # another Python than CPython
        from json.encoder import encode_basestring
    return encode_basestring(text)


def _escaped(char: str) -> str:
    units = char.encode("utf-16-be")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def write_array(listing: Listing, stream: TextIO) -> int:
    """One array, one row a line, written as the rows come; gives the number of rows."""
    count = 0
    as_object = _object_writer(listing)
    for count, row in enumerate(listing.rows, start=1):
        stream.write(("[\n" if count == 1 else ",\n") + as_object(row))
    stream.write("\n]\n" if count else "[]\n")
    return count


def write_lines(listing: Listing, stream: TextIO) -> int:
    """One object a line; gives the number of rows."""
    count = 0
    as_object = _object_writer(listing)
    for count, row in enumerate(listing.rows, start=1):  # noqa: B007 - the last one is the answer
        stream.write(as_object(row) + "\n")
    return count


def write_object(record: Record, stream: TextIO) -> None:
    """One object, a member a line."""
    stream.write("{" + ",".join(f"\n  {member}" for member in _members(record.mapping)) + "\n}\n")


def write_object_line(record: Record, stream: TextIO) -> None:
    """One object on one line."""
    stream.write("{" + ", ".join(_members(record.mapping)) + "}\n")


def _members(mapping: Mapping[str, object]) -> list[str]:
    return [f"{quoted(key)}: {dumps(value)}" for key, value in mapping.items()]


def _object_writer(listing: Listing) -> Callable[[Row], str]:
    parts = [(f"{quoted(column.key)}: ", machine_value(column)) for column in listing.columns]

    def as_object(row: Row) -> str:
        members = [key + dumps(convert(value)) for (key, convert), value in zip(parts, row, strict=True)]
        return "{" + ", ".join(members) + "}"

    return as_object
