"""Columns of a file that are fields of the playbook: chosen by name, never two for one place, lists by their paths."""

from pathlib import Path

import pytest

from crmcli.kit.cli import prompts
from crmcli.kit.cli.invocation import Invocation
from tests.inside import Inside


@pytest.fixture
def estate(inside: Inside) -> Inside:
    inside.must("init")
    inside.must("playbook", "use", "property")
    return inside


def sheet(inside: Inside, text: str) -> Path:
    path = inside.folder / "sheet.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("headers", "cells", "both"),
    [
        ("年龄,age", "30,31", ("年龄", "age")),
        ("停车位,车辆.0.停车位", "B12,C13", ("停车位", "车辆.0.停车位")),
        ("车辆.0.车牌,车辆.0.车牌号码", "沪A1,沪A2", ("车辆.0.车牌", "车辆.0.车牌号码")),
    ],
)
def test_two_columns_for_one_place_are_refused(
    estate: Inside, headers: str, cells: str, both: tuple[str, str]
) -> None:
    path = sheet(estate, f"客户名称,电话,{headers}\n甲,13800000001,{cells}\n")
    ran = estate("import", path)
    assert ran.code == 5
    assert f"{both[0]} and {both[1]} are both" in ran.err
    assert estate.names("list") == []
    estate.must("import", path, "--map", f"{both[0]}=-")
    assert cells.split(",")[1] in str(estate.must("show", "甲", "--reveal", "-f", "json").json)


def test_two_columns_for_one_field_of_ones_own_are_refused(inside: Inside) -> None:
    path = sheet(inside, "客户名称,电话,车型,旧车型\n甲,13800000001,J7,J6\n")
    ran = inside("import", path, "--map", "旧车型=custom:车型")
    assert (ran.code, "车型 and 旧车型 are both 车型" in ran.err) == (5, True)
    inside.must("import", path)


MAPPED = "客户名称,电话,紧,型,健,修\n乙,13800000002,13900000009,朗逸,好,2026-01-01\n"
CHOICES = {"紧": "紧急联系方式", "型": "车辆.0.型号", "健": "健康状况", "修": "修缮.日期"}
FIELDS = {
    "emergency_contact": "13900000009",
    "vehicles": [{"record": 0, "model": "朗逸"}],
    "health": [{"record": 0, "condition": "好"}],
    "repairs": [{"record": 0, "on": "2026-01-01"}],
}


def told(inside: Inside, name: str = "乙") -> object:
    return inside.must("show", name, "--reveal", "-f", "json").json["fields"]


@pytest.mark.parametrize("prefix", ["", "custom:"])
def test_fields_of_the_playbook_are_chosen_by_name(estate: Inside, prefix: str) -> None:
    chosen = {**CHOICES, "健": "健康档案.0.健康状况"} if prefix else CHOICES
    words = [word for column, field in chosen.items() for word in ("--map", f"{column}={prefix}{field}")]
    path = sheet(estate, MAPPED)
    ran = estate("import", path, *words, lang="zh")
    assert ran.code == 0, ran.err
    for name in ("紧急联系方式", "车辆.0.型号", "健康档案.0.健康状况"):
        assert f"行业模板的字段：{name}" in ran.err
    assert "自定义字段" not in ran.err
    assert told(estate) == FIELDS
    again = estate("import", path, lang="zh")
    assert "行业模板的字段：健康档案.0.健康状况（沿用上次）" in again.err
    assert estate.must("import", path, "-f", "json").json["same"] == 1


def test_an_answer_may_be_a_field_of_the_playbook(estate: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [*CHOICES.values(), "y"]
    monkeypatch.setattr(prompts, "_input", lambda _question: answers.pop(0))
    monkeypatch.setattr(Invocation, "interactive", True)
    estate.must("import", sheet(estate, MAPPED))
    assert (answers, told(estate)) == ([], FIELDS)


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("车辆", "车辆.列名"), ("车辆.0.颜色", "没有 颜色 这一列"), ("紧急联系方法", "是不是“紧急联系方式”"),
        ("内容", "没有字段"),
    ],
)  # fmt: skip
def test_what_is_no_column_of_a_card(estate: Inside, target: str, said: str) -> None:
    ran = estate("import", sheet(estate, MAPPED), "--map", f"紧={target}", lang="zh")
    assert ran.code == 2
    assert said in ran.err


def test_what_is_counted_cannot_be_chosen(inside: Inside) -> None:
    inside.must("init")
    inside.must("playbook", "use", "retail")
    ran = inside("import", sheet(inside, MAPPED), "--map", "紧=进货数量")
    assert (ran.code, "is not typed" in ran.err) == (2, True)


def test_the_key_of_a_column_of_the_card_is_that_column(inside: Inside) -> None:
    inside.must("init")
    inside.must("playbook", "use", "b2b")
    inside.must(
        "import",
        sheet(inside, "公司,手,名\n甲公司,13800000001,A\n"),
        "--map",
        "公司=name",
        "--map",
        "手=客户电话",
    )
    assert inside.card("甲公司")["phone"] == "+8613800000001"


@pytest.mark.parametrize(
    ("playbook", "path"), [("property", "投诉建议.0.类别"), ("loan", "其他借款和担保.0.类别")]
)
def test_a_bare_header_is_no_column_of_a_list(inside: Inside, playbook: str, path: str) -> None:
    inside.must("init")
    inside.must("playbook", "use", playbook)
    ran = inside("import", sheet(inside, "客户名称,电话,类别\n甲,13800000001,老客户\n"), lang="zh")
    assert ran.code == 0, ran.err
    assert f"--map 类别={path}" in ran.err
    inside.must("playbook", "use", "general")
    inside.must("playbook", "use", playbook)
    assert told(inside, "甲") == {"类别": "老客户"}
    assert inside.names("list", "--where", "类别 = 老客户") == ["甲"]
    again = inside("import", sheet(inside, "客户名称,电话,类别\n乙,13800000002,新客户\n"), lang="zh")
    assert (again.code, "--map 类别" in again.err) == (0, False)  # it is a field of one's own by now


def test_a_bare_header_is_one_where_the_playbook_says_so(estate: Inside) -> None:
    estate.must("import", sheet(estate, "客户名称,电话,车牌号码,车位\n甲,13800000001,沪A1,B12\n"))
    assert estate.card("甲")["fields"] == {"vehicles": [{"record": 0, "plate": "沪A1", "parking": "B12"}]}


def test_a_header_that_is_nearly_a_list_is_pointed_out(estate: Inside) -> None:
    ran = estate("import", sheet(estate, "客户名称,电话,健康记录.0.姓名\n甲,13800000001,李某\n"), lang="zh")
    assert (ran.code, "是不是“健康档案”" in ran.err) == (0, True)
