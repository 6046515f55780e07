"""`crm card form`, as somebody at a terminal fills it in."""

import pexpect
import pytest

from tests.inside import Inside
from tests.once import made_once


@made_once
def estate(inside: Inside) -> None:
    """王小明 in a housing estate, with one vehicle."""
    inside.add("王小明")
    inside.must("playbook", "use", "property")
    inside.must(
        "edit", "王小明", "--set", "车辆.+.车牌=沪A12345", "--set", "房屋面积=98.5", "--set", "房号=1-101"
    )


def fields(crm: Inside) -> dict[str, object]:
    told = crm.card("王小明")["fields"]
    assert isinstance(told, dict)
    return told


def test_a_group_is_asked_for_with_what_is_there(estate: Inside) -> None:
    # Customer type, kind of use, room, area, moved in, meters.
    answers = ["业主", "99", "1", "", "大", "120", "-", "?", "水1 电2"]
    ran = estate.at_terminal("card", "form", "王小明", "--group", "物业资料", stdin="\n".join(answers) + "\n")
    assert ran.code == 0, ran.out
    assert "Area [98.5 m²]" in ran.out
    assert "Kind of use knows no 99" in ran.out
    assert "Area is a number, not 大" in ran.out
    assert "the numbers of both" in ran.out
    told = fields(estate)
    assert (told["holding"], told["use"], told["room"], told["home_area"], told["meter_numbers"]) == (
        "owner", "home", "1-101", 120, "水1 电2",
    )  # fmt: skip


@made_once
def homes(inside: Inside) -> None:
    """王小明, who is shown flats."""
    inside.add("王小明", "--source", "路过")
    inside.must("playbook", "use", "real-estate")


@pytest.mark.parametrize("typed", ["1,3", "1、3", "3 1", "1，3"])
def test_numbers_stand_for_several_choices(homes: Inside, typed: str) -> None:
    show = homes.must("playbook", "show", "-f", "json").json
    group, place = next(
        (group, at)
        for group in show["groups"]
        for at, field in enumerate(group["fields"])
        if field["type"] == "choices"
    )
    several = group["fields"][place]
    words = ("card", "form", "王小明", "--group", group["title"])
    child = homes.terminal(*words)
    for _each in group["fields"][:place]:
        child.expect(r": $")
        child.sendline("")
    child.expect(f"{several['title']}: ")
    child.sendline(typed)
    child.expect(r": $")
    child.sendcontrol("d")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert fields(homes)[several["key"]] == [several["choices"][at]["key"] for at in (0, 2)]


def test_a_group_that_is_not_there_is_said_before_the_terminal(estate: Inside) -> None:
    ran = estate("card", "form", "王小明", "--group", "无")
    assert (ran.code, ran.out) == (3, "")


def test_records_are_added_until_the_first_column_is_left_empty(estate: Inside) -> None:
    answers = ["2", "朗逸", "", "沪B2", "B12", ""]
    assert (
        estate.at_terminal("card", "form", "王小明", "--group", "cars", stdin="\n".join(answers) + "\n").code
        == 0
    )
    told = fields(estate)
    assert told["vehicle_count"] == 2
    assert told["vehicles"] == [
        {"record": 0, "plate": "沪A12345"},
        {"record": 1, "model": "朗逸", "plate": "沪B2", "parking": "B12"},
    ]


def test_answers_are_kept_when_somebody_stops(estate: Inside) -> None:
    child = estate.terminal("card", "form", "王小明", "--group", "unit")
    for question, answer in (("Customer type: ", "业主"), ("Kind of use: ", "2")):
        child.expect(question)
        child.sendline(answer)
    child.expect("Room number .*: ")
    child.sendcontrol("d")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert fields(estate)["use"] == "shop"


def test_a_script_is_told_what_to_use_instead(estate: Inside) -> None:
    ran = estate("card", "form", "王小明")
    assert (ran.code, ran.out) == (5, "")
    assert "crm edit CUSTOMER --set FIELD=VALUE" in ran.err
