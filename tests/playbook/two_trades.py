"""Two playbooks of one's own that use the same keys for different things."""

from pathlib import Path

from tests.inside import Inside

_HEAD = """

[[group]]
name = "every"
title = { en = "Every", zh = "各项" }
"""
FIRST = """
[[field]]
name = "color"
group = "every"
title = { en = "Colour", zh = "颜色" }
type = "choice"
choices = [
  { key = "red", en = "Red", zh = "红" },
  { key = "one", en = "Blue", zh = "蓝" },
  { key = "same", en = "Grey", zh = "灰" },
]

[[field]]
name = "many"
group = "every"
title = { en = "Many", zh = "多选" }
type = "choices"
choices = [
  { key = "a", en = "Aa", zh = "甲" },
  { key = "b", en = "Bb", zh = "乙" },
]

[[field]]
name = "size"
group = "every"
title = { en = "Size", zh = "大小" }
type = "number"
unit = { en = "m²", zh = "平方米" }

[[field]]
name = "income"
group = "every"
title = { en = "Income", zh = "收入" }
type = "money"
sensitive = true

[[field]]
name = "day"
group = "every"
title = { en = "Day", zh = "日子" }
type = "date"

[[field]]
name = "cars"
group = "every"
title = { en = "Cars", zh = "车" }
type = "records"

[[field.column]]
name = "plate"
title = { en = "Plate", zh = "牌" }

[[field.column]]
name = "hue"
title = { en = "Hue", zh = "色" }
type = "choice"
choices = [
  { key = "w", en = "White", zh = "白" },
  { key = "k", en = "Black", zh = "黑" },
]

[[field]]
name = "boats"
group = "every"
title = { en = "Boats", zh = "船" }
type = "records"

[[field.column]]
name = "name"
title = { en = "Name", zh = "船名" }
"""
SECOND = """
[[field]]
name = "color"
group = "every"
title = { en = "Colour", zh = "颜色" }
type = "choice"
choices = [
  { key = "big", en = "Big", zh = "大" },
  { key = "one", en = "Other", zh = "另" },
  { key = "gray", en = "Gray", zh = "灰" },
]

[[field]]
name = "many"
group = "every"
title = { en = "Many", zh = "多选" }
type = "choices"
choices = [
  { key = "b", en = "Bb", zh = "乙" },
  { key = "c", en = "Cc", zh = "丙" },
]

[[field]]
name = "size"
group = "every"
title = { en = "Size", zh = "大小" }
type = "number"
unit = { en = "people", zh = "人" }

[[field]]
name = "income"
group = "every"
title = { en = "Income", zh = "收入" }
type = "money"

[[field]]
name = "day"
group = "every"
title = { en = "Day", zh = "日子" }
type = "text"

[[field]]
name = "cars"
group = "every"
title = { en = "Cars", zh = "车" }
type = "records"

[[field.column]]
name = "hue"
title = { en = "Hue", zh = "色" }
type = "choice"
choices = [
  { key = "k", en = "Black", zh = "黑" },
  { key = "w", en = "Wide", zh = "宽" },
]

[[field]]
name = "boats"
group = "every"
title = { en = "Boats", zh = "船" }
type = "number"
"""
SETTINGS = (
    "颜色=红", "多选=甲、乙", "大小=98.5", "收入=1.2万", "日子=2026-10-01", "车.+.牌=沪A1", "车.+.色=白", "车.+.色=黑",
    "船.+.船名=远航",
)  # fmt: skip
TOLD_BY_FIRST = {
    "color": "red", "many": ["a", "b"], "size": 98.5, "income_fen": 1200000, "day": "2026-10-01",
    "cars": [{"record": 0, "plate": "沪A1", "hue": "w"}, {"record": 1, "hue": "k"}],
    "boats": [{"record": 0, "name": "远航"}],
}  # fmt: skip
TOLD_BY_SECOND = {
    "many": ["b"], "day": "2026-10-01",
    "cars": [{"record": 0, "plate": "沪A1", "hue@first": "w"}, {"record": 1, "hue": "k"}],
    "color@first": "red", "many@first": ["a"], "size@first": 98.5, "income@first_fen": 1200000,
    "boats@first": [{"record": 0, "name": "远航"}],
}  # fmt: skip


def written(inside: Inside) -> None:
    """Both, beside the config file."""
    for name, fields in (("first", FIRST), ("second", SECOND)):
        path = Path(inside.must("playbook", "new", name, "--from", "general").out.strip())
        path.write_text(path.read_text(encoding="utf-8") + _HEAD + fields, encoding="utf-8")


def told(inside: Inside, customer: str = "王小明") -> dict[str, object]:
    """The fields of a card, for machines, nothing masked."""
    fields = inside.must("show", customer, "--reveal", "-f", "json").json["fields"]
    assert isinstance(fields, dict)
    return fields
