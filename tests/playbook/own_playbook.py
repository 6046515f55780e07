"""Playbooks of one's own for tests: fields and columns as TOML, and one with a field of each type."""

from pathlib import Path

from tests.inside import Inside

TYPES = (
    "text", "number", "money", "date", "lunar_date", "choice", "choices", "phone", "id_number", "licence", "file",
)  # fmt: skip
_CHOICES = """choices = [
  { key = "a", en = "Aa", zh = "甲" },
  { key = "b", en = "Bb", zh = "乙" },
]
"""
_GROUP = """

[[group]]
name = "every"
title = { en = "Every type", zh = "各种类型" }
"""
_FIELD = """
[[field]]
name = "{name}"
group = "every"
title = {{ en = "{english}", zh = "{title}" }}
type = "{type}"
{more}"""
_COLUMN = """
[[field.column]]
name = "{name}"
title = {{ en = "{english}", zh = "{title}" }}
type = "{type}"
{more}"""


def field(name: str, title: str, more: str = "", *, type_: str = "text") -> str:
    """A field of the one group, as TOML."""
    return _FIELD.format(name=name, english=_english(name), title=title, type=type_, more=more)


def column(name: str, title: str, more: str = "", *, type_: str = "text") -> str:
    """A column of the field of records before it, as TOML."""
    return _COLUMN.format(name=name, english=_english(name), title=title, type=type_, more=more)


def _english(name: str) -> str:
    return name.replace("_", " ").capitalize()


_REST = (
    field("f_records", "栏records", type_="records")
    + column("amount", "数量", type_="number")
    + column("words", "说明")
    + field(
        "f_seen",
        "见过几次",
        'verification = "computed"\ncomputed_from = "visits_this_quarter"\n',
        type_="number",
    )
)


def made(inside: Inside, more: str = "") -> Path:
    """With a field of each type, and more; its file."""
    fields = "".join(
        field(f"f_{kind}", f"栏{kind}", _CHOICES if kind.startswith("choice") else "", type_=kind)
        for kind in TYPES
    )
    return in_force(inside, fields + _REST + more)


def written(inside: Inside, fields: str) -> Path:
    """Written by `crm playbook new`, with these fields beside its own; its file."""
    path = Path(inside.must("playbook", "new", "mine", "--from", "general").out.strip())
    path.write_text(path.read_text(encoding="utf-8") + _GROUP + fields, encoding="utf-8")
    return path


def in_force(inside: Inside, fields: str) -> Path:
    """The same, found to be right and in force."""
    path = written(inside, fields)
    assert inside.must("playbook", "check", "mine").err == ""
    inside.must("playbook", "use", "mine")
    return path
