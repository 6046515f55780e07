"""Complaints about the same thing are found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.owe.queries import Told
from crmcli.owe.recurring import Recurring, alike, groups_of, parts_of, same_thing

TEXTS = ["发货晚了三天", "又发货晚了", "包装破损", "late delivery", "the delivery was late", "收费不清楚", ""]


def told(number: int, text: str, topic: str | None = None, **more: str | None) -> Told:
    known: dict[str, str | None] = {
        "opened_on": f"2026-11-{number:02d}",
        "prevention": None,
        "closed_on": None,
    }
    known |= more
    return Told(
        f"P{number:04d}", "complaint", "C0001", "王小明", str(known["opened_on"]), topic, text, "open",
        known["prevention"], known["closed_on"],
    )  # fmt: skip


def refs(groups: list[Recurring]) -> list[list[str]]:
    return sorted([one.ref[-1] for one in group.items] for group in groups)


@pytest.mark.parametrize(
    ("items", "groups"),
    [
        ([told(1, "发货晚了三天"), told(2, "又发货晚了")], [["1", "2"]]),
        ([told(1, "发货太慢"), told(2, "价格太高")], [["1"], ["2"]]),
        ([told(1, "质量有问题"), told(2, "服务有问题")], [["1"], ["2"]]),
        ([told(1, "late delivery"), told(2, "The delivery was late, again!")], [["1", "2"]]),
        ([told(1, "late delivery"), told(2, "the driver was rude")], [["1"], ["2"]]),
        ([told(1, "三天", "发货"), told(2, "五天", "发货")], [["1", "2"]]),
        ([told(1, "晚了三天", "发货"), told(2, "晚了三天", "退款")], [["1"], ["2"]]),  # two topics stay two
        ([told(1, "货一直没来", "发货"), told(2, "发货又没通知")], [["1", "2"]]),  # the topic is named
        ([told(1, "又发货晚了"), told(2, "x", "发货"), told(3, "发货晚了")], [["1", "2", "3"]]),
        ([told(1, "好"), told(2, "好")], [["1"], ["2"]]),  # too short to be sure
        ([], []),
    ],
)
def test_the_same_thing_is_found(items: list[Told], groups: list[list[str]]) -> None:
    assert refs(groups_of(items)) == groups


@given(st.lists(st.tuples(st.sampled_from(TEXTS), st.sampled_from([None, "发货", "收费"])), max_size=12))
def test_every_item_is_in_one_group_and_a_topic_in_one(items: list[tuple[str, str | None]]) -> None:
    all_told = [told(number, text, topic) for number, (text, topic) in enumerate(items, start=1)]
    groups = groups_of(all_told)
    found = [one.ref for group in groups for one in group.items]
    assert sorted(found) == [one.ref for one in all_told]
    for topic in ("发货", "收费"):
        assert sum(any(one.topic == topic for one in group.items) for group in groups) <= 1
    for group in groups:
        assert len({one.topic for one in group.items if one.topic}) <= 1
        assert [one.opened_on for one in group.items] == sorted(one.opened_on for one in group.items)


@given(st.text(), st.text())
def test_likeness_is_between_0_and_1_and_mutual(one: str, other: str) -> None:
    likeness = alike(parts_of(one), parts_of(other))
    assert 0 <= likeness <= 1
    assert likeness == alike(parts_of(other), parts_of(one))


def test_what_came_up_since_something_was_done() -> None:
    items = [
        told(1, "晚了", "发货"),
        told(2, "晚了", "发货", prevention="备货", closed_on="2026-11-05"),
        told(3, "晚了", "发货"),
        told(5, "晚了", "发货"),
        told(6, "晚了", "发货"),
    ]
    (group,) = groups_of(items)
    assert (group.topic, group.preventions, group.since_prevention) == ("发货", ["备货"], 2)
    assert groups_of(items[:1])[0].since_prevention is None
    assert same_thing([group], "P0003") is group
    assert same_thing([group], "P0099") is None
