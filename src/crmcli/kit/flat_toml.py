"""The plainest TOML, without the time that `tomllib` takes to load: `key = "text"` on lines of their own."""

from __future__ import annotations


def flat_values(content: bytes) -> dict[str, str | bool] | None:
    """What a file says that has nothing but plain strings and booleans at its top level, else None.

    None is no fault: `tomllib` can read what this cannot.
    """
    try:
        lines = content.decode().removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    except UnicodeDecodeError:
        return None
    found: dict[str, str | bool] = {}
    for line in lines:
        pair = _pair(line.replace("\t", " ").strip(" "))
        if pair is None or pair[0] in found:
            return None
        if pair[0]:
            found[pair[0]] = pair[1]
    return found


def _pair(line: str) -> tuple[str, str | bool] | None:
    """Key and value of a line; two empty ones where it says nothing."""
    if not line.isprintable():
        return None
    if not line or line[0] == "#":
        return "", ""
    key, equals, value = line.partition("=")
    key = key.strip(" ")
    if not (equals and key.isascii() and key.isidentifier()):
        return None
    read = _value(value.strip(" "))
    return None if read is None else (key, read)


def _value(text: str) -> str | bool | None:
    word = _without_comment(text)
    if word in ("true", "false"):
        return word == "true"
    quote = text[:1]
    if quote not in ('"', "'") or text.startswith(quote * 3):
        return None
    inside, closing, rest = text[1:].partition(quote)
    return inside if closing and "\\" not in inside and not _without_comment(rest) else None


def _without_comment(text: str) -> str:
    return text.partition("#")[0].strip(" ")
