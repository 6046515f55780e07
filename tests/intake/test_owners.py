"""Who looks after a customer, and who works."""

import pytest

from tests.inside import Inside


@pytest.mark.parametrize(
    ("words", "env", "config", "owner"),
    [
        ([], {}, "", "lily"),
        ([], {}, 'user = "陈晓东"', "陈晓东"),
        ([], {"CRM_USER": "刘燕"}, 'user = "陈晓东"', "刘燕"),
        (["--as", "王主任"], {"CRM_USER": "刘燕"}, 'user = "陈晓东"', "王主任"),
    ],
)
def test_without_owner_it_is_whoever_works(
    inside: Inside, words: list[str], env: dict[str, str], config: str, owner: str
) -> None:
    inside.program.config.write_text(config, encoding="utf-8")
    assert inside("add", "王小明", *words, env=env).code == 0
    assert inside.card("C0001")["owner"] == owner


def test_an_owner_is_somebody_on_the_staff(inside: Inside) -> None:
    inside.must("team", "staff", "add", "陈晓东")
    assert inside.card(inside.add("王小明", "--owner", "陈晓东"))["owner"] == "陈晓东"
    assert inside.card(inside.add("李四", "--owner", "me"))["owner"] == "lily"
    ran = inside("add", "周敏", "--owner", "陈小东")
    assert (ran.code, ran.out) == (3, "")
    assert "陈晓东" in ran.err
    assert inside.names("list") == ["王小明", "李四"]


def test_a_customer_passes_to_another(inside: Inside) -> None:
    inside.must("team", "staff", "add", "陈晓东")
    inside.add("王小明")
    inside.must("edit", "王小明", "--owner", "陈晓东")
    assert inside.card("C0001")["owner"] == "陈晓东"
    inside.must("edit", "王小明", "--owner", "me")
    assert inside.card("C0001")["owner"] == "lily"
    assert inside("edit", "王小明", "--owner", "").code != 0, "somebody must look after a customer"
    assert inside.card("C0001")["owner"] == "lily"


@pytest.mark.parametrize("command", ["list", "due"])
def test_everybody_sees_all_unless_they_say_mine(inside: Inside, command: str) -> None:
    inside.must("add", "王小明")
    inside.must("add", "李四", "--as", "陈晓东")
    words = [command, "all"] if command == "due" else [command]
    assert sorted(inside.names(*words)) == ["李四", "王小明"]
    assert inside.names(*words, "--owner", "me") == ["王小明"]
    assert inside.names(*words, "--owner", "陈晓东") == ["李四"]
    inside.program.config.write_text("mine = true", encoding="utf-8")
    assert inside.names(*words) == ["王小明"]
    assert inside.names(*words, "--as", "陈晓东") == ["李四"]
    assert inside.names(*words, "--owner", "陈晓东") == ["李四"]


@pytest.mark.parametrize("command", ["list"])
def test_an_owner_nobody_knows_is_not_an_empty_list(inside: Inside, command: str) -> None:
    inside.must("add", "王小明")
    ran = inside(command, "--owner", "lilly")
    assert (ran.code, ran.out) == (3, "")
    assert "lily" in ran.err
