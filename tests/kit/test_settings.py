"""The config file and the places where things lie."""

from pathlib import Path

import pytest

from crmcli.kit.errors import RuleRefused
from crmcli.kit.settings import Settings, choose_language, config_folder, default_book, load_settings


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "crm").mkdir()
    return tmp_path / "crm" / "config.toml"


def load(config: Path) -> Settings:
    return load_settings({"XDG_CONFIG_HOME": str(config.parents[1])})


def test_no_file_is_nothing_said(config: Path) -> None:
    assert load(config) == Settings()


@pytest.mark.parametrize("byte_order_mark", [b"", b"\xef\xbb\xbf"])
def test_everything_said(config: Path, byte_order_mark: bytes) -> None:
    said = 'db = "/书/crm.db"\nlang = "zh"\nformat = "plain"\nuser = "刘燕"\nplaybook = "real-estate"\nmine = true\n'
    config.write_bytes(byte_order_mark + said.encode())
    assert load(config) == Settings(
        db="/书/crm.db", lang="zh", format="plain", user="刘燕", playbook="real-estate", mine=True
    )


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ('langs = "zh"', ["langs", "lang"]),
        ('colour = "red"', ["colour", "playbook"]),
        ('lang = "fr"', ["lang", "zh"]),
        ('format = "pdf"', ["format", "json"]),
        ("mine = 1", ["mine", "true"]),
        ('mine = "yes"', ["mine", "true"]),
        ("user = 3", ["user", "text"]),
        ("[db]\nx = 1", ["db", "text"]),
        ("lang = zh", ["TOML"]),
        ("\0", ["TOML"]),
        ('db = "a\\u0000b"', ["db", "text"]),
        ("a" * 100_000, ["TOML"]),
        ("x = " + "[" * 10_000, ["TOML"]),
    ],
)
def test_a_wrong_file_is_refused_by_file_and_key(config: Path, said: str, named: list[str]) -> None:
    config.write_text(said, encoding="utf-8")
    with pytest.raises(RuleRefused) as refusal:
        load(config)
    assert all(word in str(refusal.value) for word in [str(config), *named])


def test_other_bytes_than_text_are_refused(config: Path) -> None:
    config.write_bytes('user = "刘燕"'.encode("gb18030"))
    with pytest.raises(RuleRefused, match=r"config\.toml"):
        load(config)


def test_a_folder_in_place_of_the_file_is_refused(config: Path) -> None:
    config.mkdir()
    with pytest.raises(RuleRefused, match=r"config\.toml"):
        load(config)


@pytest.mark.parametrize(
    ("typed", "config", "environ", "language"),
    [
        ("zh", "en", {"CRM_LANG": "en", "LANG": "en_US.UTF-8"}, "zh"),
        (None, "en", {"CRM_LANG": "zh", "LANG": "en_US.UTF-8"}, "zh"),
        (None, "en", {"CRM_LANG": "zh_CN.UTF-8"}, "zh"),
        (None, "zh", {"LANG": "en_US.UTF-8"}, "zh"),
        (None, "", {"LANG": "zh_CN.GB18030"}, "zh"),
        (None, "", {"LC_ALL": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        (None, "", {"LC_MESSAGES": "zh_TW.UTF-8", "LANG": "C"}, "zh"),
        (None, "", {"LC_ALL": "", "LANG": "C.UTF-8"}, "en"),
        (None, "", {}, "en"),
        (None, "", {"CRM_LANG": "", "LANG": "zh_CN"}, "zh"),
    ],
)
def test_the_language(typed: str | None, config: str, environ: dict[str, str], language: str) -> None:
    assert choose_language(typed, Settings(lang=config), environ) == language


def test_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/lily")
    assert config_folder({}) == "/home/lily/.config/crm"
    assert default_book({}) == "/home/lily/.local/share/crm/crm.db"
    assert default_book({"XDG_DATA_HOME": "/data"}) == "/data/crm/crm.db"
    assert default_book({"XDG_DATA_HOME": "data"}) == "/home/lily/.local/share/crm/crm.db", (
        "relative: ignored"
    )
    assert config_folder({"XDG_CONFIG_HOME": ""}) == "/home/lily/.config/crm"
