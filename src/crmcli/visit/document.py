"""The record of a visit as one document for an editor: a heading for each part, comments left out."""

import re
from collections.abc import Iterable, Mapping

_HEADING = re.compile(r"\[([a-z][a-z0-9_]*)\]")
_ESCAPED = ("\\", "#", "[")


def written(comments: Iterable[str], titles: Mapping[str, str], said: Mapping[str, str]) -> str:
    """The document: comments, then each part under its heading. `read` gives back what was said."""
    lines = [f"# {comment}" for comment in comments]
    for part, title in titles.items():
        lines += ["", f"[{part}] {title}"]
        lines += [
            f"\\{line}" if line.startswith(_ESCAPED) else line for line in said.get(part, "").split("\n")
        ]
    return "\n".join(lines) + "\n"


def read(document: str, parts: Iterable[str]) -> dict[str, str]:
    """What stands under each heading, trimmed; a bracket that is no heading of these is text. Empty parts too."""
    said: dict[str, list[str]] = {}
    known, current = set(parts), list[str]()  # what stands before the first heading belongs to nothing
    for line in document.splitlines():
        heading = _HEADING.match(line)
        if heading and heading[1] in known:
            current = said.setdefault(heading[1], [])
        elif not line.startswith("#"):
            current.append(line[1:] if line.startswith("\\") else line)
    return {part: "\n".join(lines).strip() for part, lines in said.items()}
