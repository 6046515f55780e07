"""Fixtures that every test here may ask for."""

from tests.desk import desks
from tests.inside import Inside, inside
from tests.once import made_once

__all__ = ["desks", "inside", "team"]


@made_once
def team(inside: Inside) -> None:
    """刘燕 and 孙静 sell in two branches, 李主管 supervises 刘燕, 王经理 manages; new cards are looked at."""
    inside.must("team", "staff", "add", "王经理", "--role", "经理")
    inside.must("team", "staff", "add", "李主管", "--role", "主管", "--branch", "东区")
    inside.must("team", "staff", "add", "刘燕", "--branch", "东区", "--supervisor", "李主管")
    inside.must("team", "staff", "add", "孙静", "--branch", "西区")
    inside.must("config", "policy", "team")
