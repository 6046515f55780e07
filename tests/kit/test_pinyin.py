import importlib.util
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.kit.pinyin import MOST_KEYS, pinyin_keys
from crmcli.kit.pinyin_readings import READINGS

GENERATOR = Path(__file__).parents[2] / "tools" / "make_pinyin_readings.py"


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("王小明", ("wangxiaoming",), ("wxm",)),
        ("单雄信", ("shanxiongxin", "danxiongxin"), ("sxx", "dxx")),
        ("曾国藩", ("zengguofan", "cengguofan"), ("zgf", "cgf")),
        ("仇英", ("qiuying", "chouying"), ("qy", "cy")),
        ("翟让", ("zhairang", "dirang"), ("zr", "dr")),
        ("尉迟恭", ("yuchigong", "weichigong"), ("ycg", "wcg")),
        ("万俟卨", ("moqixie", "wanqixie"), ("mqx", "wqx")),
        ("吕布", ("lvbu", "lubu"), ("lb",)),
        ("〇一", ("lingyi",), ("ly",)),
        ("ABC科技（上海）", ("abckejishanghai",), ("abckjsh",)),
        ("ＡＢＣ 科技", ("abckeji",), ("abckj",)),
        ("3M中国", ("3mzhongguo",), ("3mzg",)),
        ("張偉", ("zhangwei",), ("zw",)),
        ("Иван", (), ()),
        ("", (), ()),
    ],
)
def test_keys_of_a_name(name: str, full: tuple[str, ...], initials: tuple[str, ...]) -> None:
    keys = pinyin_keys(name)
    assert keys.full[: len(full)] == full
    assert keys.initials[: len(initials)] == initials
    assert bool(keys.full) == bool(full)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("重庆长安汽车", "chongqingchanganqiche"),
        ("长沙银行", "changshayinhang"),
        ("音乐厦门", "yinyuexiamen"),
        ("解放", "jiefang"),
        ("解晓东", "xiexiaodong"),
        ("朴树", "piaoshu"),
        ("女娲", "nuwa"),
        ("女娲", "nvwa"),
        ("区块链", "qukuailian"),
        ("东莞", "dongguan"),
    ],
)
def test_every_usual_reading_is_a_key(name: str, key: str) -> None:
    assert key in pinyin_keys(name).full


def test_a_surname_reading_counts_in_front_only() -> None:
    assert pinyin_keys("查小明").full[0] == "zhaxiaoming"
    assert pinyin_keys("小查").full[0] == "xiaocha"


def test_the_likeliest_keys_are_kept_when_there_are_too_many() -> None:
    keys = pinyin_keys("单" + "重长行乐朝传都" * 20)
    assert len(keys.full) == len(keys.initials) == MOST_KEYS
    assert keys.full[0].startswith("shanzhongchanghangle")
    one_second_reading = {
        "danzhongchanghang",
        "shanchongchanghang",
        "shanzhongzhanghang",
        "shanzhongchangxing",
    }
    assert set(pinyin_keys("单重长行").full[1:5]) == one_second_reading


@given(
    st.text(st.characters(exclude_categories=()))
    | st.text(st.sampled_from("单重长行乐吕王AbＡ（1"), max_size=30)
)
def test_keys_are_few_and_plain(name: str) -> None:
    keys = pinyin_keys(name)
    for found in (keys.full, keys.initials):
        assert len(found) == len(set(found)) <= MOST_KEYS
        assert all(key and key.isascii() and key.isalnum() and key == key.lower() for key in found)


def test_each_character_has_one_usual_reading() -> None:
    characters = [character for line in READINGS.splitlines() for character in line.partition(":")[2]]
    assert len(characters) == len(set(characters)) > 26_000


def test_generated_readings_are_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pypinyin")
    specification = importlib.util.spec_from_file_location("make_pinyin_readings", GENERATOR)
    assert specification
    assert specification.loader
    generator = importlib.util.module_from_spec(specification)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    specification.loader.exec_module(generator)
    assert generator.TARGET.read_text(encoding="utf-8") == generator.module_source()
