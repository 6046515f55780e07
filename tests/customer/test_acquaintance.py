"""When, where and at what occasion we met; what a relationship is worth."""

import pytest

from tests.inside import Inside
from tests.once import made_once


@made_once
def met(inside: Inside) -> None:
    """王小明 was met at a fair, and 李丽 at 河南华信 in Shanghai."""
    inside.add("王小明", "--met-on", "11-20", "--met-at", "广州", "--occasion", "广交会", "--region", "广东")
    inside.add("河南华信", "--contact", "李丽", "--region", "河南")
    inside.must(
        "contact",
        "edit",
        "河南华信",
        "李丽",
        "--met-on",
        "2026-03-05",
        "--met-at",
        "上海",
        "--occasion",
        "华交会",
    )


def test_the_card_and_the_person_keep_it(met: Inside) -> None:
    card = met.card("王小明")
    assert (card["met_on"], card["met_place"], card["met_occasion"]) == ("2026-11-20", "广州", "广交会")
    (person,) = met.must("show", "河南华信", "-f", "json").json["contacts"]
    assert (person["met_on"], person["met_place"], person["met_occasion"]) == ("2026-03-05", "上海", "华交会")
    assert "2026-11-20, 广州（广交会）" in met("show", "王小明", lang="zh").out
    assert "2026-03-05, 上海" in met.must("show", "河南华信").out


def test_it_can_be_asked_for_by_card_and_by_person(met: Inside) -> None:
    assert met.names("list", "--where", "met_occasion ~ 交会") == ["王小明", "河南华信"]
    assert met.names("list", "--where", "认识地点 = 上海") == ["河南华信"]
    assert met.names("list", "--where", "met_on >= 2026-11-01") == ["王小明"]
    assert met.names("list", "--sort", "met_on") == ["河南华信", "王小明"]


def test_an_empty_text_takes_it_away(met: Inside) -> None:
    met.must("contact", "edit", "河南华信", "李丽", "--met-at", "", "--met-on", "")
    (person,) = met.must("show", "河南华信", "-f", "json").json["contacts"]
    assert (person["met_on"], person["met_place"], person["met_occasion"]) == (None, None, "华交会")
    met.must("edit", "王小明", "--occasion", "")
    assert met.card("王小明")["met_occasion"] is None


def test_nobody_was_met_on_a_day_to_come(met: Inside) -> None:
    assert met("edit", "王小明", "--met-on", "2027-01-01").code == 5
    assert met.card("王小明")["met_on"] == "2026-11-20"


def test_the_tier_is_a_word_of_the_vocabulary(met: Inside) -> None:
    met.must(
        "edit",
        "王小明",
        "--set",
        "tier=核心",
        "--set",
        "资源价值=能介绍园区客户",
        "--set",
        "standing=每月见面",
    )
    card = met.card("王小明")
    assert (card["tier"], card["strategic_value"], card["standing"]) == ("core", "能介绍园区客户", "每月见面")
    assert met.names("list", "--where", "资源等级 = 核心") == ["王小明"]
    ran = met("edit", "王小明", "--set", "tier=最好")
    assert (ran.code, ran.out) == (5, "")


@pytest.mark.parametrize("name", ["all.csv", "all.xlsx", "all.json"])
def test_it_survives_export_and_import(met: Inside, name: str) -> None:
    met.must("edit", "王小明", "--set", "tier=core", "--set", "strategic_value=x", "--set", "standing=y")
    path = met.folder / name
    met.must("export", "customers", "-o", path)
    before = {customer: met.card(customer) for customer in ("王小明", "河南华信")}
    met.book.unlink()
    met.must("import", path, "--yes")
    for customer, card in before.items():
        after = met.card(customer)
        for key in ("met_on", "met_place", "met_occasion", "tier", "strategic_value", "standing"):
            assert after[key] == card[key], key
        for person, had in zip(after["contacts"], card["contacts"], strict=True):  # type: ignore[call-overload]
            assert {key: person[key] for key in had if key.startswith("met_")} == {
                key: had[key] for key in had if key.startswith("met_")
            }


def test_of_two_cards_the_met_of_either_stays(met: Inside) -> None:
    met.must("merge", "河南华信", "王小明", "--prefer", "a")
    assert met.card("河南华信")["met_occasion"] == "广交会"


def test_business_cards_stand_by_region_or_industry(met: Inside) -> None:
    met.must("edit", "河南华信", "--industry", "运输")
    rows = met.must("card", "met", "-f", "json").json
    assert [(row["region"], row["name"], row["person"], row["met_on"]) for row in rows] == [
        ("广东", "王小明", None, "2026-11-20"), ("河南", "河南华信", "李丽", "2026-03-05"),
    ]  # fmt: skip
    by_industry = met.must("card", "met", "--by", "行业", "-f", "json").json
    assert [row["industry"] for row in by_industry] == ["运输", None]
    assert [row["name"] for row in met.must("card", "met", "--from", "11-01", "-f", "json").json] == [
        "王小明"
    ]
    asked = met.must("card", "met", "--where", "region = 河南", "-f", "json").json
    assert [row["person"] for row in asked] == ["李丽"]
    assert met("card", "met", "--by", "phone").code == 2
    assert "未填行业" in met("card", "met", "--by", "industry", lang="zh").out
