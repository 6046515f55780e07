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
name = "f_{type}"
group = "every"
title = {{ en = "F {type}", zh = "栏{type}" }}
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
    """Written by `crm playbook new`, changed, and in force; its file."""
    path = Path(inside.must("playbook", "new", "mine", "--from", "general").out.strip())
    fields = "".join(
        _FIELD.format(type=kind, more=_CHOICES if kind.startswith("choice") else "") for kind in TYPES
    )
    path.write_text(path.read_text(encoding="utf-8") + _GROUP + fields + _REST + more, encoding="utf-8")
    assert inside.must("playbook", "check", "mine").err == ""
    inside.must("playbook", "use", "mine")
    return path
