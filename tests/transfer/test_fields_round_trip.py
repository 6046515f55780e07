"""Fields of the playbook go out and come back by their types, in every format and either language."""

from pathlib import Path

import pytest

from tests.inside import Inside
from tests.once import made_once

SETTINGS = (
    "车辆.+.车牌=沪A12345", "车辆.+.型号=朗逸", "车辆.+.型号=奥迪", "客户类型=业主", "房屋面积=98.5",
    "入住时间=2020-03-01", "家庭.+.姓名=王大明", "家庭.+.电话=13912345678", "家庭.+.农历生日=八月十五",
    "维修.+.费用=1200.50", "自己的=x, y", "政治面貌=群众", "婚姻状况=已婚",
)  # fmt: skip


@made_once
def estate(inside: Inside) -> None:
    inside.add("李丽", "--phone", "13712345678")
    inside.must("playbook", "use", "property")
    inside.add("王小明", "--phone", "13812345678", *(word for one in SETTINGS for word in ("--set", one)))


def values(inside: Inside) -> list[tuple[object, ...]]:
    told = inside.must("show", "王小明", "--reveal", "-f", "json").json["fields"]
    return sorted((key, str(value)) for key, value in told.items())


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["x.csv", "x.xlsx", "x.json", "x.jsonl", "keys.csv"])
def test_values_come_back_into_a_book_of_the_same_line(
    estate: Inside, tmp_path: Path, name: str, language: str
) -> None:
    path = tmp_path / "out" / name
    path.parent.mkdir()
    keys = ["--keys"] if name.startswith("keys") else []
    ran = estate("export", "-o", path, *keys, lang=language)
    assert ran.code == 0, ran.err
    (tmp_path / "other").mkdir()
    other = estate.elsewhere(tmp_path / "other")
    other.book.unlink()
    other.must("init")
    other.must("playbook", "use", "property")
    ran = other("import", path, lang=language)
    assert ran.code == 0, ran.err
    assert values(other) == values(estate)
    assert other.must("import", path, "--update", "-f", "json").json["updated"] == 0


def test_what_is_wrong_in_a_file_is_named_by_row_and_column(estate: Inside, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text(
        "客户名称,房屋面积,客户类型,车辆.0.车牌\n甲,大,房东,沪A1\n乙,50,租户,沪B2\n", encoding="utf-8"
    )
    ran = estate("import", path, "-f", "json")
    assert ran.code == 5
    assert "房屋面积: Area is a number, not 大" in ran.err
    assert "客户类型: Customer type knows no 房东" in ran.err
    estate.must("import", path, "--skip-bad")
    told = estate.card("乙")
    assert told["kind"] == "person"
    assert told["fields"] == {
        "holding": "tenant",
        "home_area": 50,
        "vehicles": [{"record": 0, "plate": "沪B2"}],
    }


def test_columns_that_the_playbook_calls_otherwise_are_those_of_the_card(
    inside: Inside, tmp_path: Path
) -> None:
    inside.must("init")
    inside.must("playbook", "use", "retail")
    path = tmp_path / "shops.csv"
    path.write_text(
        "店铺名称,联系电话,营业面积,零售业态,进货数量\n小明便利店,13812345678,50平方米,便利店,99\n",
        encoding="utf-8",
    )
    inside.must("import", path)
    card = inside.card("小明便利店")
    assert card["phone"] == "+8613812345678"
    assert card["fields"] == {"floor_area": 50, "retail_format": "convenience", "lawfulness": "lawful"}


def test_a_merge_has_the_values_of_both(estate: Inside) -> None:
    estate.must("edit", "李丽", "--set", "车辆.+.车牌=沪C9", "--set", "房号=1-1", "--set", "房屋面积=77")
    estate.must("merge", "王小明", "李丽", "--prefer", "a")
    told = estate.must("show", "王小明", "-f", "json").json
    plates = [row.get("plate") for row in told["fields"]["vehicles"]]
    assert (told["fields"]["room"], told["fields"]["home_area"]) == ("1-1", 98.5)
    assert plates == ["沪A12345", None, "沪C9"]
    assert "77" in str(told["notes"])
    estate.must("undo")
    assert estate.card("李丽")["fields"] == {
        "vehicles": [{"record": 0, "plate": "沪C9"}],
        "room": "1-1",
        "home_area": 77,
    }


def test_a_preview_tells_a_field_of_the_playbook_from_one_of_the_users_own(
    inside: Inside, tmp_path: Path
) -> None:
    inside.must("playbook", "use", "retail")
    file = tmp_path / "shops.csv"
    file.write_text("客户名称,经营范围,意向车型\n小明便利店,烟酒,J7\n", encoding="utf-8")
    told = inside("import", file, lang="zh").err
    assert "行业模板的字段：经营范围" in told
    assert "自定义字段：意向车型" in told
