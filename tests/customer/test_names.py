"""What a name means: the card's own columns before bare columns of a list, in every command that takes names."""

from pathlib import Path

import pytest

from tests.inside import Inside

PLAYBOOKS = ("general", "property", "b2b", "loan", "retail", "real-estate")


@pytest.fixture
def wang(inside: Inside) -> Inside:
    inside.add("王小明", "--phone", "13812345678", "--address", "人民路1号", "--note", "你好")
    return inside


@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_a_list_takes_no_name_from_the_card(wang: Inside, playbook: str) -> None:
    wang.must("playbook", "use", playbook)
    for where in ("电话 = 13812345678", "备注 ~ 你好", "姓名 = 王小明", "地址 ~ 人民"):
        assert wang.names("list", "--where", where) == ["王小明"], where
    (row,) = wang.must("list", "--columns", "姓名,电话,地址", "-f", "json").json
    assert (row["name"], row["phone"], row["address"]) == ("王小明", "+8613812345678", "人民路1号")
    wang.must("list", "--sort", "地址")
    wang.must("edit", "C0001", "--set", "电话=13900000001", "--set", "姓名=王大明", "--set", "地址=解放路2号")
    card = wang.card("C0001")
    assert (card["name"], card["address"]) == ("王大明", "解放路2号")
    assert "+8613900000001" in str(card["phones"])
    wang.must("edit", "C0001", "--unset", "地址")
    assert wang.card("C0001")["address"] is None


def test_a_column_of_a_list_goes_by_its_name_where_nothing_else_has_it(wang: Inside) -> None:
    wang.must("edit", "C0001", "--set", "过敏史=没有")
    wang.must("playbook", "use", "property")
    assert wang.names("list", "--where", "过敏史 = 没有") == ["王小明"]  # a field of the user's own
    wang.must(
        "edit",
        "C0001",
        "--set",
        "过敏史=花粉",
        "--set",
        "车辆.+.车牌=沪A1",
        "--set",
        "家庭.+.电话=13911112222",
    )
    assert wang.must("show", "C0001", "--reveal", "-f", "json").json["fields"]["过敏史"] == "花粉"
    assert wang.names("list", "--where", "车牌 = 沪A1") == ["王小明"]
    assert wang.names("list", "--where", "电话 = 13911112222") == []
    assert wang.names("list", "--where", "家庭.电话 = 13911112222") == ["王小明"]
    ran = wang("edit", "C0001", "--set", "类别=投诉", lang="zh")
    assert (ran.code, "投诉建议.+" in ran.err) == (5, True)


@pytest.mark.parametrize("option", ["--sort", "--columns"])
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("汽车.颜色", "车辆"),
        ("车辆.颜色", "车牌号码"),
        ("房屋面机", "房屋面积"),
        ("姓明", "姓名"),
        ("qqqqq", ""),
    ],
)
def test_a_name_of_nothing_is_refused_with_the_nearest(
    wang: Inside, option: str, name: str, said: str
) -> None:
    wang.must("playbook", "use", "property")
    ran = wang("list", option, name, lang="zh")
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_what_has_several_values_is_no_order(wang: Inside) -> None:
    ran = wang("list", "--sort", "tag")
    assert (ran.code, "may have several values" in ran.err) == (2, True)


def test_the_history_of_a_column_there_is_not(wang: Inside) -> None:
    wang.must("playbook", "use", "property")
    assert wang("history", "--field", "车辆.颜色").code == 2


@pytest.mark.parametrize("name", ["健康记录.0.姓名", "健康记录.姓名", "健康记录．0．姓名"])
def test_a_path_to_a_list_that_is_called_otherwise_is_refused(wang: Inside, name: str) -> None:
    wang.must("playbook", "use", "property")
    ran = wang("edit", "C0001", "--set", f"{name}=李某", lang="zh")
    assert ran.code == 5
    assert "是不是“健康档案”" in ran.err
    assert "fields" not in wang.card("C0001") or not wang.card("C0001")["fields"]
    wang.must("edit", "C0001", "--unset", name)
    wang.must("edit", "C0001", "--set", "版本1.2=x")  # a dot alone makes no list of it


def test_a_file_is_asked_for_by_its_name(wang: Inside, tmp_path: Path) -> None:
    wang.must("playbook", "use", "retail")
    picture = tmp_path / "p.jpg"
    picture.write_bytes(b"x")
    wang.must("edit", "C0001", "--set", f"店面照片={picture}")
    wang.add("李丽", "--phone", "13812345679")
    for where in (
        "店面照片 = p.jpg",
        "店面照片 = P.JPG",
        "店面照片 in q.jpg,p.jpg",
        "店面照片 ~ p.j",
        "店面照片 is not empty",
    ):
        assert wang.names("list", "--where", where) == ["王小明"], where
    for where in ("店面照片 = q.jpg", '店面照片 ~ "#"'):
        assert wang.names("list", "--where", where) == [], where
    assert wang.names("list", "--where", "店面照片 != p.jpg") == ["李丽"]


@pytest.fixture
def born(inside: Inside) -> Inside:
    inside.must("playbook", "use", "property")
    days = {
        "甲": "农历1990年闰5月初一",
        "乙": "农历八月十五",
        "丙": "1990-05-01",
        "丁": "05-01",
        "戊": "农历1982-08-15",
    }
    for place, (name, day) in enumerate(days.items()):
        inside.add(name, "--phone", f"1381234567{place}", "--birthday", day)
    inside.add("己", "--phone", "13812345699")
    return inside


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ("出生日期 = 农历1990年闰五月初一", "甲"), ("birthday = 农历1990年闰5月1日", "甲"), ("生日 = 闰5月初一", "甲"),
        ("生日 = 农历八月十五", "乙戊"), ("生日 = 农历1982年八月十五", "戊"), ("生日 = 1990-05-01", "丙"),
        ("生日 = 05-01", "丙丁"), ("生日 in 1990-05-01,农历八月十五", "乙丙戊"), ("生日 != 农历八月十五", "甲丙丁己"),
        ("生日 is empty", "己"), ("not 生日 in 05-01", "甲乙戊己"), ("生日 < 1983-01-01", "丁乙戊"),
    ],
)  # fmt: skip
def test_a_birthday_is_asked_for_by_either_calendar(born: Inside, where: str, names: str) -> None:
    assert set(born.names("list", "--where", where)) == set(names)


@pytest.mark.parametrize("where", ["生日 < 农历八月十五", "生日 = 闰13月1日", "登记日期 = 农历八月十五"])
def test_a_lunar_day_that_cannot_be_asked_for(born: Inside, where: str) -> None:
    ran = born("list", "--where", where)
    assert ran.code == 2
    assert "--where, at character" in ran.err
    if "<" in where or "登记" in where:
        assert "is a lunar day" in ran.err


@pytest.mark.parametrize(("day", "said"), [("闰5月", "as a lunar day"), ("农历2月31", "no such day")])
def test_a_lunar_day_that_is_none_is_called_so(born: Inside, day: str, said: str) -> None:
    ran = born("edit", "甲", "--birthday", day)
    assert (ran.code, said in ran.err) == (5, True)
    ran = born("edit", "甲", "--set", "家庭.+.出生日期=农历1990年闰5月初一")
    assert (ran.code, "is a lunar day" in ran.err) == (5, True)
