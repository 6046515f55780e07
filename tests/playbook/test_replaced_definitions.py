"""A playbook that uses keys of another one for something else: values keep the definition they were stored under."""

import pytest

from tests.inside import Inside
from tests.playbook.two_trades import SETTINGS, TOLD_BY_FIRST, TOLD_BY_SECOND, told, written


@pytest.fixture
def switched(inside: Inside) -> Inside:
    written(inside)
    inside.must("playbook", "use", "first")
    inside.add("王小明", "--phone", "13812345678", *(word for one in SETTINGS for word in ("--set", one)))
    inside.add("李丽", "--set", "颜色=蓝", "--set", "多选=乙")
    inside.add("张三", "--set", "颜色=灰")
    assert told(inside) == TOLD_BY_FIRST
    inside.must("playbook", "use", "second")
    return inside


def test_what_the_new_definition_takes_is_its_and_the_rest_stays_under_the_old(switched: Inside) -> None:
    assert told(switched) == TOLD_BY_SECOND
    assert told(switched, "李丽") == {"many": ["b"], "color@first": "one"}  # the same key, but another word
    assert told(switched, "张三") == {"color": "gray"}  # another key, but the same word


def test_it_is_shown_with_its_words_and_whose_it_is(switched: Inside) -> None:
    shown = switched("show", "王小明", lang="zh").out
    for words in ("颜色@first", "红", "大小@first", "98.5平方米", "色@first", "白", "船@first", "远航"):
        assert words in shown, words
    assert "Red" in switched("show", "王小明").out
    assert "12,000" not in shown + switched("show", "王小明").out
    assert switched.card("王小明")["fields"]["income@first_fen"] == "***"  # type: ignore[index]


def test_the_switch_says_whose_values_stay(switched: Inside) -> None:
    ran = switched("playbook", "use", "first", lang="zh")
    assert "@second" not in ran.err
    ran = switched("playbook", "use", "second", lang="zh")
    assert "颜色@first" in ran.err
    assert "车.色@first" in ran.err
    json = switched.must("playbook", "apply", "-f", "json").json
    assert json["staying_fields"][0] == "color@first"
    assert json["staying_values"][0] == {"title": "Colour@first", "codes": ["C0001", "C0002"]}


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ("颜色 = 红", ["王小明"]),
        ("colour = Blue", ["李丽"]),
        ("颜色 ~ 红", ["王小明"]),
        ("颜色 = 灰", ["张三"]),
        ("颜色 in 红,灰", ["王小明", "张三"]),
        ("颜色 != 红", ["李丽", "张三"]),
        ("not 颜色 ~ 红", ["李丽", "张三"]),
        ("颜色 is empty", ["王小明", "李丽"]),
        ("颜色@first is not empty", ["王小明", "李丽"]),
        ("颜色@first = 红", ["王小明"]),
        ("color@first ~ 蓝", ["李丽"]),
        ("多选 = 甲", ["王小明"]),
        ("多选 ~ 乙", ["王小明", "李丽"]),
        ("大小 > 90", ["王小明"]),
        ("收入 >= 1.2万", ["王小明"]),
        ("日子 = 2026-10-01", ["王小明"]),
        ("车.色 = 白", ["王小明"]),
        ("车.0.色 ~ 白", ["王小明"]),
        ("车.色 = 宽", []),
        ("船@first.船名 ~ 远", ["王小明"]),
    ],
)
def test_filters_find_it_by_either_name(switched: Inside, where: str, names: list[str]) -> None:
    assert switched.names("list", "--where", where, "--sort", "code") == names


def test_a_value_that_no_definition_has_is_refused_as_the_present_one_does(switched: Inside) -> None:
    ran = switched("list", "--where", "颜色 = 绿", lang="zh")
    assert ran.code == 2
    assert "大" in ran.err
    assert "红" not in ran.err


def test_it_can_be_sorted_and_listed_by(switched: Inside) -> None:
    assert switched.names("list", "--sort", "颜色")[0] == "张三"
    assert switched.names("list", "--sort", "颜色@first")[:2] == ["王小明", "李丽"]
    listed = switched(
        "list", "--columns", "颜色@first,收入@first,车.色@first", "--format", "csv", lang="zh"
    ).out
    assert "red,***,w" in listed
    assert "红" in switched("list", "--columns", "颜色@first", lang="zh").out


def test_cleaning_counts_it_until_something_else_is_said(switched: Inside) -> None:
    rows = switched.must("card", "clean", "--problem", "impossible", "-f", "json").json
    by_code = {row["code"]: row["detail"] for row in rows}
    assert by_code.keys() == {"C0001", "C0002"}
    assert "Colour@first: Blue is no value that it can have now" in by_code["C0002"]
    assert "12,000" not in by_code["C0001"]
    assert "远航" in by_code["C0001"]
    assert switched.must("card", "quality", "李丽", "-f", "json").json["parts"]["sound"] == 0
    switched.must("edit", "李丽", "--set", "颜色=大")
    assert switched.must("card", "quality", "李丽", "-f", "json").json["parts"]["sound"] > 0
    assert "Colour" not in switched.must("card", "clean", "--where", "code = C0002").out
    assert told(switched, "李丽")["color@first"] == "one"


def test_only_the_new_choices_are_typed(switched: Inside) -> None:
    ran = switched("edit", "王小明", "--set", "颜色=红", lang="zh")
    assert ran.code == 5
    assert "大" in ran.err
    switched.must("edit", "王小明", "--set", "颜色=大")
    assert told(switched)["color"] == "big"
    switched.must("edit", "王小明", "--set", "颜色@first=蓝", "--unset", "大小@first")
    fields = told(switched)
    assert (fields["color@first"], "size@first" in fields) == ("one", False)
    switched.must("undo")
    assert told(switched) == {**TOLD_BY_SECOND, "color": "big"}


def test_it_comes_back_with_its_playbook(switched: Inside) -> None:
    switched.must("edit", "李丽", "--set", "颜色=大", "--set", "大小=3")
    switched.must("playbook", "use", "general")
    assert told(switched, "李丽")["color"] == "big"
    switched.must("playbook", "use", "first")
    assert told(switched) == TOLD_BY_FIRST
    assert told(switched, "李丽") == {
        "color": "one", "many": ["b"], "color@second": "big", "size@second": 3,
    }  # fmt: skip
    switched.must("playbook", "use", "second")
    assert told(switched) == TOLD_BY_SECOND
    assert told(switched, "李丽")["color"] == "big"


def test_a_switch_is_taken_back_where_values_changed_places(switched: Inside) -> None:
    switched.must("edit", "李丽", "--set", "颜色=大")
    before = [told(switched, name) for name in ("王小明", "李丽", "张三")]
    switched.must("playbook", "use", "first")
    switched.must("undo")
    assert [told(switched, name) for name in ("王小明", "李丽", "张三")] == before
    switched.must("undo")
    switched.must("undo")
    assert told(switched) == TOLD_BY_FIRST


def test_what_was_sensitive_stays_masked_in_the_history(switched: Inside) -> None:
    switched.must("edit", "王小明", "--set", "收入=3万")
    switched.must("edit", "王小明", "--unset", "收入@first")
    for words in (("history", "王小明"), ("history", "王小明", "-f", "json"), ("show", "王小明")):
        assert "12000" not in switched.must(*words).out.replace(",", "")
    switched.must("playbook", "use", "general")
    assert "12000" not in switched.must("history", "王小明").out.replace(",", "")


def test_the_history_has_the_words_of_then(inside: Inside) -> None:
    written(inside)
    inside.must("playbook", "use", "first")
    inside.add("王小明", "--set", "颜色=红")
    inside.must("edit", "王小明", "--set", "颜色=灰")
    inside.must("edit", "王小明", "--set", "颜色=红")
    inside.must("playbook", "use", "second")
    assert "颜色 红" in inside("history", "王小明", lang="zh").out
    assert "灰 > 红" in inside("history", "王小明", lang="zh").out


def test_within_one_playbook_a_key_stays_what_it_is(inside: Inside) -> None:
    written(inside)
    inside.must("playbook", "use", "first")
    inside.add("王小明", "--set", "颜色=红", "--set", "大小=98.5", "--set", "收入=1.2万")
    path = inside.config.parent / "playbooks" / "first.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace('en = "Red", zh = "红"', 'en = "Crimson", zh = "大红"').replace("平方米", "平米"),
        encoding="utf-8",
    )
    inside.must("playbook", "apply")
    assert told(inside) == {"color": "red", "size": 98.5, "income_fen": 1200000}
    assert "大红" in inside("show", "王小明", lang="zh").out
    path.write_text(text.replace('  { key = "red", en = "Red", zh = "红" },\n', ""), encoding="utf-8")
    inside.must("playbook", "apply")
    assert told(inside)["color@first"] == "red"
    assert "大红" in inside("show", "王小明", lang="zh").out
    path.write_text(text, encoding="utf-8")
    inside.must("playbook", "apply")
    assert told(inside)["color"] == "red"


def test_a_text_typed_under_a_key_becomes_a_value_of_the_field(inside: Inside) -> None:
    written(inside)
    inside.add("王小明", "--set", "color=红", "--set", "size=很大")
    inside.must("playbook", "use", "first")
    assert told(inside) == {"color": "red", "size@before": "很大"}


def test_each_definition_that_a_playbook_has_had_keeps_its_values(inside: Inside) -> None:
    written(inside)
    path = inside.config.parent / "playbooks" / "first.toml"
    text = path.read_text(encoding="utf-8")
    red = '  { key = "red", en = "Red", zh = "红" },\n'
    inside.must("playbook", "use", "first")
    inside.add("王小明", "--set", "颜色=红")
    path.write_text(text.replace(red, '  { key = "tall", en = "Tall", zh = "高" },\n'), encoding="utf-8")
    inside.must("playbook", "apply")
    inside.add("李丽", "--set", "颜色=高")
    path.write_text(text.replace(red, ""), encoding="utf-8")
    inside.must("playbook", "apply")
    assert told(inside) == {"color@first": "red"}
    assert told(inside, "李丽") == {"color@first@2": "tall"}
    assert "红" in inside("show", "王小明", lang="zh").out
    assert "高" in inside("show", "李丽", lang="zh").out
    assert inside.names("list", "--where", "颜色 in 红,高", "--sort", "code") == ["王小明", "李丽"]
    path.write_text(text, encoding="utf-8")
    inside.must("playbook", "apply")
    assert (told(inside), told(inside, "李丽")) == ({"color": "red"}, {"color@first@2": "tall"})


def test_merged_cards_have_the_values_of_both_definitions(switched: Inside) -> None:
    switched.must("edit", "李丽", "--set", "颜色=大")
    switched.must("merge", "王小明", "李丽", "--prefer", "a")
    fields = told(switched)
    assert (fields["color"], fields["color@first"]) == ("big", "red")
    switched.must("undo")
    assert told(switched) == TOLD_BY_SECOND


def test_a_bulk_and_a_form_know_only_what_is_in_force(switched: Inside) -> None:
    words = ("card", "form", "王小明", "--group", "各项")
    ran = switched.program(*words, stdin="大\n" + "\n" * 20, tty=True, env={"CRM_LANG": "zh"})
    assert ran.code == 0, ran.out
    assert "@first" not in ran.out.partition("C0001")[0]
    assert told(switched)["color"] == "big"
