"""Fixtures that every test here may ask for."""

from tests.desk import desks
from tests.inside import Inside, inside
from tests.once import made_once

__all__ = ["desks", "inside"]


@made_once
def selling(inside: Inside) -> None:
    """On Friday 2026-09-11: 刘燕 has 王小明 (A) and 李丽 (B), 孙静 has 赵强 (A) and 陈芳 (C); all have phones."""
    inside.environ["CRM_TODAY"] = "2026-09-11"
    for name in ("刘燕", "孙静"):
        inside.must("team", "staff", "add", name)
    for place, (name, grade, owner) in enumerate(
        (("王小明", "A", "刘燕"), ("李丽", "B", "刘燕"), ("赵强", "A", "孙静"), ("陈芳", "C", "孙静"))
    ):
        inside.add(name, "--grade", grade, "--owner", owner, "--phone", f"1381234560{place}")


@made_once
def autumn(selling: Inside) -> None:
    """A campaign 中秋走访 with the A and B customers, Monday 2026-09-14 to Sunday 2026-09-20; today is the Monday."""
    selling.must(
        *("team", "campaign", "new", "中秋走访", "--from", "2026-09-14", "--to", "2026-09-20"),
        *("--where", "grade in A,B", "--goal", "送月饼，听意见", "--per-day", "1"),
    )
    selling.environ["CRM_TODAY"] = "2026-09-14"
