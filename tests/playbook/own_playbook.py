"""A playbook of one's own with a field of each type, for tests."""

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
_REST = """
[[field]]
name = "f_records"
group = "every"
title = { en = "F records", zh = "栏records" }
type = "records"

[[field.column]]
name = "amount"
title = { en = "Amount", zh = "数量" }
type = "number"

[[field.column]]
name = "words"
title = { en = "Words", zh = "说明" }
type = "text"

[[field]]
name = "f_seen"
group = "every"
title = { en = "Seen", zh = "见过几次" }
type = "number"
verification = "computed"
computed_from = "visits_this_quarter"
"""


def made(inside: Inside, more: str = "") -> Path:
    """With a field of each type, and more; its file."""
    fields = "".join(
        field(f"f_{kind}", f"栏{kind}", _CHOICES if kind.startswith("choice") else "", type_=kind)
        for kind in TYPES
    )
    return in_force(inside, fields + _REST + more)


def field(name: str, title: str, more: str = "", *, type_: str = "text") -> str:
    """A field of the one group, as TOML."""
    english = name.replace("_", " ").capitalize()
    return _FIELD.format(name=name, english=english, title=title, type=type_, more=more)


def in_force(inside: Inside, fields: str) -> Path:
    """Written by `crm playbook new`, with these fields beside its own, and in force; its file."""
    path = Path(inside.must("playbook", "new", "mine", "--from", "general").out.strip())
    path.write_text(path.read_text(encoding="utf-8") + _GROUP + fields, encoding="utf-8")
    assert inside.must("playbook", "check", "mine").err == ""
    inside.must("playbook", "use", "mine")
    return path
