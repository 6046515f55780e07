"""The options that every command has: where they may stand, who wins."""

import json
from pathlib import Path

import pytest

from tests.inside import Inside
from tests.once import made_once


@made_once
def books(inside: Inside) -> None:
    """Books a to d, each with a customer of that name; the default book is d."""
    for name in "abc":
        inside.must("--db", inside.program.folder / f"{name}.db", "add", name)
    inside.must("add", "d")


@pytest.mark.parametrize(
    ("config", "environment", "words", "name"),
    [
        ("", "", ["list"], "d"),
        ("c", "", ["list"], "c"),
        ("c", "b", ["list"], "b"),
        ("c", "b", ["list", "--db", "a"], "a"),
        ("c", "b", ["--db", "a", "list"], "a"),
        ("c", "b", ["--db", "b", "list", "--db", "a"], "a"),
        ("", "", ["list", "--db", "b", "--db", "a"], "a"),
        ("", "", ["list", "--db=a"], "a"),
    ],
)
def test_which_book(books: Inside, config: str, environment: str, words: list[str], name: str) -> None:
    places = {f"{name}": str(books.program.folder / f"{name}.db") for name in "abc"}
    if config:
        books.program.config.write_text(f'db = "{places[config]}"', encoding="utf-8")
    env = {"CRM_DB": places[environment]} if environment else {}
    typed = [f"--db={places['a']}" if word == "--db=a" else places.get(word, word) for word in words]
    ran = books(*typed, "-f", "json", env=env)
    assert [row["name"] for row in ran.json] == [name]


@pytest.mark.parametrize(
    ("config", "environment", "words", "first"),
    [
        ("", "", ["list"], "Code"),
        ("csv", "", ["list"], "code,name"),
        ("csv", "jsonl", ["list"], '{"code"'),
        ("csv", "jsonl", ["list", "-f", "codes"], "C0001"),
        ("csv", "jsonl", ["-f", "codes", "list"], "C0001"),
        ("csv", "jsonl", ["-f", "json", "list", "--format", "codes"], "C0001"),
        ("csv", "jsonl", ["list", "-fcodes"], "C0001"),
    ],
)
def test_which_format(inside: Inside, config: str, environment: str, words: list[str], first: str) -> None:
    inside.add("d")
    if config:
        inside.program.config.write_text(f'format = "{config}"', encoding="utf-8")
    ran = inside(*words, env={"CRM_FORMAT": environment} if environment else {})
    assert ran.out.startswith(first)


@pytest.mark.parametrize(
    ("config", "environment", "words", "chinese"),
    [
        ("", "", [], False),
        ("zh", "", [], True),
        ("zh", "en", [], False),
        ("en", "en", ["--lang", "zh"], True),
        ("en", "en", ["--lang=zh"], True),
        ("", "", ["--lang", "en", "--lang", "zh"], True),
        ("", "", ["--lang", "zh", "--lang", "en"], False),
    ],
)
@pytest.mark.parametrize("before", [True, False])
def test_which_language(
    inside: Inside, config: str, environment: str, words: list[str], chinese: bool, before: bool
) -> None:
    if config:
        inside.program.config.write_text(f'lang = "{config}"', encoding="utf-8")
    typed = [*words, "show", "x"] if before else ["show", "x", *words]
    ran = inside(*typed, lang=environment or None)
    assert ran.code == 3
    assert ("客户" in ran.err, "customer" in ran.err) == (chinese, not chinese)


def test_words_behind_two_dashes_are_text(inside: Inside) -> None:
    inside.add("王小明")
    inside.must("note", "王小明", "--", "--lang", "fr", "--db", "x")
    notes = inside.card("C0001")["notes"]
    assert isinstance(notes, list)
    assert notes[0]["text"] == "--lang fr --db x"


@pytest.mark.parametrize(
    ("words", "env", "said"),
    [
        (["list", "--lang", "fr"], {}, "zh"),
        (["--lang", "fr"], {}, "zh"),
        (["list", "--lang"], {}, "zh"),
        (["list", "-f", "pdf"], {}, "json"),
        (["add", "x", "-f", "pdf"], {}, "json"),
        (["list"], {"CRM_FORMAT": "pdf"}, "json"),
        (["list"], {"CRM_TODAY": "tomorrow"}, "2026-11-22"),
        (["list"], {"CRM_TODAY": "2026-02-30"}, "2026-11-22"),
        (["add", "x"], {"CRM_TODAY": "x\x1b[31m"}, "2026-11-22"),
        (["list", "--db"], {}, "--db"),
        (["list", "--quiet=yes"], {}, "--quiet"),
        (["list", "--db", ""], {}, "--db"),
    ],
)
def test_a_wrong_option_is_a_usage_error(
    inside: Inside, words: list[str], env: dict[str, str], said: str
) -> None:
    ran = inside(*words, env=env)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert "\x1b" not in ran.err
    assert not inside.book.exists()


@pytest.mark.parametrize("words", [["list"], ["add", "x"], ["due"], ["config"], ["date", "today"]])
def test_a_wrong_config_file_is_named_with_its_key(inside: Inside, words: list[str]) -> None:
    inside.program.config.write_text('langs = "zh"', encoding="utf-8")
    ran = inside(*words)
    assert (ran.code, ran.out) == (5, "")
    assert str(inside.program.config) in ran.err
    assert "langs" in ran.err
    assert "did you mean lang?" in ran.err


def test_the_pinned_clock(inside: Inside) -> None:
    inside("add", "x", "--grade", "A", env={"CRM_TODAY": "2030-01-31T23:59:58"})
    assert inside.card("x")["next_follow_up_on"] == "2030-02-01"


def test_quiet_says_nothing_but_refusals(inside: Inside) -> None:
    assert inside("list", "--quiet").err == ""
    ran = inside("add", "王小明", "--grade", "A", "--quiet")
    assert (ran.out, ran.err) == ("C0001\n", "")
    assert inside("find", "没有", "--quiet").err == ""
    assert inside("show", "没有", "--quiet").err


def test_reading_before_there_is_a_book(inside: Inside) -> None:
    for words in (["list"], ["due"], ["due", "all"], ["find", "x"], ["team", "staff", "list"]):
        ran = inside(*words, "-f", "json")
        assert (ran.code, ran.json) == (0, [])
        assert "crm add" in ran.err
    assert inside().code == 0
    assert not inside.book.parent.exists()


@pytest.mark.parametrize("how", ["option", "environment", "config"])
def test_a_book_that_somebody_named_must_be_there(inside: Inside, how: str) -> None:
    place = inside.program.folder / "named.db"
    words = ["--db", str(place)] if how == "option" else []
    env = {"CRM_DB": str(place)} if how == "environment" else {}
    if how == "config":
        inside.program.config.write_text(f"db = {json.dumps(str(place))}", encoding="utf-8")
    for verb in (["list"], ["due"], ["show", "x"], ["note", "x", "y"]):
        ran = inside(*words, *verb, env=env)
        assert (ran.code, ran.out) == (7, "")
        assert str(place) in ran.err
    assert not place.exists()
    ran = inside(*words, "add", "王小明", env=env)
    assert (ran.code, ran.out) == (0, "C0001\n")
    assert str(place) in ran.err
    assert place.exists()
    assert not inside.book.exists()


def test_nothing_but_crm_is_today_with_a_line_on_help(inside: Inside) -> None:
    inside.add("王小明", "--grade", "A")
    env = {"CRM_TODAY": "2026-11-25"}
    ran = inside(env=env)
    assert ran.out == inside("due", env=env).out
    assert "王小明" in ran.out
    assert "crm --help" in ran.err


def test_the_home_folder_in_a_path(inside: Inside) -> None:
    ran = inside("add", "王小明", env={"CRM_DB": "~/my.db"})
    assert ran.code == 0
    assert (Path(inside.environ["HOME"]) / "my.db").exists()
