"""Two playbooks of one's own that use the same keys for different things: each has its values when it is in force."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tests.inside import Inside
from tests.once import made_once
from tests.playbook.own_playbook import field
from tests.program import Program

_CHOICES = (
    'choices = [{{ key = "{0}", en = "{1}", zh = "{2}" }}, {{ key = "green", en = "Green", zh = "绿" }}]\n'
)
_SECRET = "sensitive = true\n"
OF_EACH = {
    "pa": field("color", "颜色", _CHOICES.format("red", "Red", "红"), type_="choice")
    + field("secret", "秘密", _SECRET)
    + field("budget", "预算", _SECRET, type_="money")
    + field("room", "住房"),
    "pb": field("color", "颜色", _CHOICES.format("black", "Black", "黑"), type_="choice")
    + field("secret", "秘密")
    + field("budget", "预算")
    + field("room", "住房", 'unit = { en = "ping", zh = "坪" }\n', type_="number"),
}
TYPED = {
    "pa": {"颜色": ["红", "绿"], "秘密": ["aa1", "aa2"], "预算": ["12000", "7"], "住房": ["98平", "120"]},
    "pb": {"颜色": ["黑", "绿"], "秘密": ["bb1"], "预算": ["77", "一些"], "住房": ["30"]},
}
_HEAD = 'name = "{name}"\ntitle = {{ en = "Shop {name}", zh = "店{name}" }}\n'
_GROUP = '[[group]]\nname = "every"\ntitle = { en = "Every type", zh = "各种类型" }\n'


def write_both(crm: Inside) -> None:
    """The two playbooks among the user's own."""
    for name, fields in OF_EACH.items():
        crm.must("playbook", "new", name, "--from", "general")
        path = crm.config.parent / "playbooks" / f"{name}.toml"
        path.write_text(path.read_text(encoding="utf-8") + "\n" + _GROUP + fields, encoding="utf-8")
        crm.must("playbook", "check", name)


def fields(crm: Inside) -> dict[str, Any]:
    """The fields of the customer, nothing masked."""
    told = crm.must("show", "甲", "-f", "json", "--reveal").json["fields"]
    assert isinstance(told, dict)
    return told


def of_own(crm: Inside) -> dict[str, Any]:
    """Those of the playbook in force."""
    return {key: value for key, value in fields(crm).items() if "@" not in key}


@made_once
def both(inside: Inside) -> None:
    """A customer with every value of either, pb in force."""
    write_both(inside)
    for name in OF_EACH:
        inside.must("playbook", "use", name)
        typed = [word for key, values in TYPED[name].items() for word in ("--set", f"{key}={values[0]}")]
        if name == "pa":
            inside.add("甲", "--phone", "13800000001", *typed)
        else:
            inside.must("edit", "甲", *typed)


def test_each_has_its_own_again_however_often_it_changes(both: Inside) -> None:
    pb = fields(both)
    assert of_own(both) == {"color": "black", "secret": "bb1", "budget": "77", "room": 30}
    both.must("playbook", "use", "pa")
    pa = fields(both)
    assert of_own(both) == {"color": "red", "secret": "aa1", "budget_fen": 1200000, "room": "98平"}
    for _again in range(3):
        both.must("playbook", "use", "pb")
        assert fields(both) == pb
        both.must("playbook", "use", "property")
        both.must("playbook", "use", "pa")
        assert fields(both) == pa
    assert both.must("doctor").code == 0


@given(
    steps=st.lists(
        st.sampled_from([("use", "pa"), ("use", "pb"), ("use", "retail")])
        | st.sampled_from([("set", key, place) for key in TYPED["pa"] for place in (0, 1)]),
        max_size=12,
    )
)
@settings(max_examples=examples(10, 40))
def test_what_was_last_typed_under_a_playbook_is_there_when_it_is_in_force(
    steps: list[tuple[Any, ...]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    crm = Inside(Program(tmp_path_factory.mktemp("steps")))
    write_both(crm)
    crm.must("playbook", "use", "pa")
    crm.add("甲")
    in_force, typed = "pa", dict[str, dict[str, str]](pa={}, pb={}, retail={})
    for step in steps:
        if step[0] == "use":
            in_force = step[1]
            crm.must("playbook", "use", in_force)
        elif in_force != "retail":
            values = TYPED[in_force][step[1]]
            value = values[min(step[2], len(values) - 1)]
            crm.must("edit", "甲", "--set", f"{step[1]}={value}")
            typed[in_force][step[1]] = value
        for key, value in typed[in_force].items():
            found = crm.names("list", "--where", f'{key} = "{value}"')
            assert found == ["甲"], (steps, key, value)


@pytest.mark.parametrize("name", ["x.csv", "keys.csv", "x.xlsx", "x.json"])
@pytest.mark.parametrize("in_force", ["general", "pb"])
def test_a_file_of_both_comes_back_whole(
    both: Inside, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, name: str, in_force: str
) -> None:
    path = tmp_path / name
    both.must("export", "customers", "-o", path, *(["--keys"] if name == "keys.csv" else []))
    empty = Inside(Program(tmp_path_factory.mktemp("empty")))
    write_both(empty)
    empty.must("init")
    if in_force != "general":
        empty.must("playbook", "use", in_force)
    ran = empty("import", path)
    if (name, in_force) == ("keys.csv", "general"):  # a bare key is no text of one's own beside that of pa
        assert (ran.code, empty.names("list")) == (5, [])
        return
    assert ran.code == 0, ran.err
    shown = empty("show", "甲", "--reveal", lang="zh").out
    for word in ("红", "aa1", "bb1", "12,000", "77", "98平", "30"):
        assert word in shown, (word, shown)
    assert any(
        word in shown for word in ("黑", "Black", "black")
    )  # a word of a table whose playbook nobody here has is a text
    assert "aa1" not in empty("show", "甲", lang="zh").out


def test_a_column_of_several_lists_is_not_taken_for_a_text_of_ones_own(inside: Inside) -> None:
    inside.must("playbook", "use", "loan")
    inside.add("甲")
    ran = inside("edit", "甲", "--set", "权证号=GX12345", lang="zh")
    assert ran.code == 5
    assert "0.权证号" in ran.err
    assert "权证号" not in str(fields(inside))


@pytest.mark.parametrize("typed", ["年龄", "房屋面积"])
@pytest.mark.parametrize("subject", ["all", "customers"])
def test_a_text_that_was_typed_before_its_field_comes_back_from_a_file(
    inside: Inside, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, typed: str, subject: str
) -> None:
    inside.add("甲", "--set", f"{typed}=保密")
    inside.must("playbook", "use", "property")
    path = tmp_path / "x.json"
    inside.must("export", subject, "-o", path)
    empty = Inside(Program(tmp_path_factory.mktemp("empty")))
    empty.must("init")
    empty.must("playbook", "use", "property")
    empty.must("import", path)
    assert fields(empty) == fields(inside)


@pytest.mark.parametrize(
    "more",
    [
        {"card_column": "name"},
        {"verification": "computed", "computed_from": "last_contact", "type": "date"},
        {"key": "phone"},
    ],
)
def test_a_file_cannot_define_what_every_card_has(
    inside: Inside, tmp_path: Path, more: dict[str, str]
) -> None:
    told = {"key": "size", "playbook": "shop", "title": {"en": "Size", "zh": "大小"}, "type": "text", **more}
    path = tmp_path / "x.json"
    card = {"code": "C0001", "name": "王小明", "definitions": [told], "fields": {"size": "5"}}
    path.write_text(json.dumps([card]), encoding="utf-8")
    assert inside("import", path).code == 5
    assert not inside.book.exists()


def test_a_file_unmasks_nothing_that_a_playbook_here_calls_sensitive(inside: Inside, tmp_path: Path) -> None:
    told = {
        "key": "religion",
        "playbook": "property",
        "title": {"en": "Religion", "zh": "宗教信仰"},
        "type": "text",
        "sensitive": False,
    }
    path = tmp_path / "x.json"
    card = {"code": "C0001", "name": "王小明", "definitions": [told], "fields": {"religion": "拜火教"}}
    path.write_text(json.dumps([card]), encoding="utf-8")
    inside.must("import", path)
    assert "拜火教" not in inside.must("show", "王小明").out
    assert "拜火教" in inside.must("show", "王小明", "--reveal").out


@pytest.mark.parametrize("name", ["x.csv", "x.xlsx", "x.json"])
def test_a_list_that_two_lines_of_business_fill_comes_back_whole(
    inside: Inside, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    inside.must("playbook", "use", "property")
    inside.add("甲", "--set", "年龄=30", "--set", "车辆.+.车牌=A1", "--set", "车辆.0.停车位=B12")
    inside.must("playbook", "use", "loan")
    inside.must("edit", "甲", "--set", "车辆.0.所有人=张")
    path = tmp_path / name
    inside.must("export", "customers", "-o", path)
    empty = Inside(Program(tmp_path_factory.mktemp("empty")))
    empty.must("init")
    empty.must("playbook", "use", "loan")
    empty.must("import", path)
    assert fields(empty) == fields(inside)
