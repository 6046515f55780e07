"""Quick answers are the application's answers, or none at all."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmcli import quick
from crmcli.app import VERBS
from tests.inside import Inside, quickly
from tests.program import Program, Ran
from tools import make_help_pages

ANSWERED = [
    "",
    "--lang zh",
    "due",
    "due today",
    "due 今天",
    "due overdue -f json",
    "due week -f jsonl",
    "due month -f csv",
    "due all --limit 2 -f tsv",
    "due all --limit=0",
    "due tomorrow -f codes",
    "due 2026-12-24 --lang zh",
    "due +7d --from -3d -f plain",
    "due fri --from=2026-11-01",
    "due --kind follow_up --kind grade_missing -f table",
    "due --grade ab- -f markdown",
    "due --grade - -f json",
    "due --owner me -f json",
    "due --owner lily --as lily",
    "due --count",
    "due --count -f json",
    "due overdue --count --exit-code",
    "due --exit-code --kind first_follow_up",
    "due --quiet --kind first_follow_up",
    "due --yes --no-input --dry-run -f json",
    "--format json due",
    "-f json -f tsv due",
    "--yes",
    "show C0001",
    "show c1 -f json",
    "show 客户2 -f plain --lang zh",
    "show 13812340003 -f jsonl",
    "show 0004 -f csv",
    "show kehu5 -f markdown",
    "find 客户 -f json",
    "find 客户3",
    "find kehu --limit 2 -f tsv",
    "find 很好 样品 -f codes",
    "find 1234 --archived -f csv",
    "find 没有这样的人",
    "list",
    "list -f json --limit 3",
    "list --grade AB --owner lily -f tsv",
    "list --kind person --status potential --sort -next_follow_up_on",
    "list --region 郑州 --tag 重点 --overdue",
    "list --urgency urgent --no-next-step --archived",
    "list --where grade=B -f codes",
]
PAGES = [
    "--version",
    "--help",
    "--lang zh --help",
    "due --help --lang zh",
    "--version --lang en",
    "help",
    "help all",
    "help contact add --lang zh",
    "due --help",
    "contact --help",
    "contact add --help",
]
# Help texts are built as modules load, so the application's pages of a language come from a process of their own.
APPLICATION = """
import contextlib, io, json, os, sys
from crmcli.app import execute
from crmcli.kit.cli.boundary import run
pages = []
for line in sys.argv[1:]:
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _stream in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(line.split(), os.environ, execute)
    for stream in (out, err):
        stream.flush()
    pages.append((code, out.buffer.getvalue().decode(), err.buffer.getvalue().decode()))
json.dump(pages, sys.stdout)
"""
LEFT = [
    "due never",
    "due today tomorrow",
    "due --limit x",
    "due --limit",
    "due --limit= ",
    "due --grade Z",
    "due --owner nobody",
    "due --kind x",
    "due --notify --kind first_follow_up",
    "due -- today",
    "due -fjson",
    "due -f=json",
    "due -f pdf",
    "due -f xlsx",
    "due --lang fr",
    "due --db /nowhere/at/all.db",
    "due --count=1",
    "due --cou",
    "due -f json --help",
    "due\u200b",
    "--kind follow_up due",
    "show",
    "show 客户",
    "show 没有这样的人",
    "show C0001 C0002",
    "show C0001 --qr",
    "find",
    "find -x",
    "list 客户",
    "list --where grade",
    "list --sort colour",
    "list --kind x",
    "list --missing-docs",
    "help nothing",
    "due today --help",
    "--help due",
    "due --limit --help",
    "--version due",
    "due --help --lang fr",
    "due --help --lang",
    "help --help",
    "help due --help",
    "all --help",
    "frobnicate",
    "add 王小明 --dry-run",
]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Inside:
    """Customers of two owners, late and to come, some without a grade."""
    crm = Inside(Program(tmp_path_factory.mktemp("quick")))
    for number, grade in enumerate("ABBCDE", 1):
        owner = ["--as", "lily"] if number % 2 else []
        crm.must("add", f"客户{number}", "--grade", grade, "--phone", f"1381234000{number}", *owner)
        crm.must("visit", f"C000{number}", "看过样品,\t很好", "--at", f"2026-1{number % 2}-0{number}")
    crm.add("无等级")
    crm.add("成交", "--close", "2026-12-01")
    return crm


def same(crm: Inside, words: list[str], **env: str) -> tuple[Ran | None, Ran]:
    """The quick answer, None where there is none, and the application's."""
    return quickly(crm, *words, env=env), crm(*words, env=env)


@pytest.mark.parametrize("line", ANSWERED)
@pytest.mark.parametrize("env", [{}, {"CRM_LANG": "zh"}, {"CRM_FORMAT": "json"}], ids=str)
def test_an_answer_is_the_applications(filled: Inside, line: str, env: dict[str, str]) -> None:
    found, right = same(filled, line.split(), **env)
    assert found == right


@pytest.mark.parametrize("line", ANSWERED)
def test_whoever_prints_keeps_nobody_from_writing(
    filled: Inside, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_meanwhile(_result: object) -> int:
        with closing(sqlite3.connect(filled.book, timeout=0, isolation_level=None)) as other:
            other.execute("begin exclusive")
            other.execute("rollback")
        return 0

    monkeypatch.setattr(quick, "show", write_meanwhile)
    ran = quickly(filled, *line.split())
    assert ran is not None
    assert ran.code == 0, ran.err


@pytest.mark.parametrize("language", ["", "--lang zh", "--lang en"])
@pytest.mark.parametrize("env", [{}, {"CRM_LANG": "zh"}, {"CRM_FORMAT": "json"}], ids=str)
def test_a_page_is_the_applications(filled: Inside, env: dict[str, str], language: str) -> None:
    pages = [line for line in PAGES if (language in line if language else "--lang" not in line)]
    assert pages
    ended = subprocess.run(
        [sys.executable, "-c", APPLICATION, *pages],
        env={**filled.environ, **env},
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    assert ended.stderr == ""
    for line, page in zip(pages, json.loads(ended.stdout), strict=True):
        assert quickly(filled, *line.split(), env=env) == Ran(*page), line
        assert page[0] == 0, line


@pytest.mark.parametrize("line", LEFT)
def test_what_is_not_plain_and_what_is_wrong_is_left(filled: Inside, line: str) -> None:
    assert quickly(filled, *line.split(" ")) is None


def test_words_that_are_no_text_are_left(filled: Inside) -> None:
    assert quickly(filled, "due", "--owner", os.fsdecode(b"\xff")) is None


@pytest.mark.parametrize("env", [{"CRM_FORMAT": "pdf"}, {"CRM_TODAY": "never"}, {"CRM_DB": "/"}], ids=str)
def test_a_wrong_environment_is_left(filled: Inside, env: dict[str, str]) -> None:
    assert quickly(filled, "due", env=env) is None


def test_settings_count(filled: Inside, tmp_path: Path) -> None:
    crm = filled.elsewhere(tmp_path)
    for content in (
        'lang = "zh"\nmine = true\n',
        'format = "json" # mine\nuser = "lily"\n',
        '"lang" = "zh"\n',
    ):
        crm.config.write_text(content, encoding="utf-8")
        found, right = same(crm, ["due", "all"])
        assert found == right
    crm.config.write_text("colour = 'red'\n", encoding="utf-8")
    assert quickly(crm, "due") is None
    assert quickly(crm, "--help") is None


def test_the_time_zone_of_the_book_counts(filled: Inside, tmp_path: Path) -> None:
    crm = filled.elsewhere(tmp_path)
    del crm.environ["CRM_TODAY"]
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Nowhere/At_All", ""):
        with closing(sqlite3.connect(crm.book)) as book, book:
            book.execute("update book_setting set value = ? where key = 'time_zone'", (zone,))
        found, right = same(crm, ["due", "all", "-f", "json"])
        assert found == right


def test_a_book_that_is_behind_is_left_as_it_is(filled: Inside, tmp_path: Path) -> None:
    crm = filled.elsewhere(tmp_path)
    with closing(sqlite3.connect(crm.book)) as book:
        book.execute("pragma user_version = 1")
    before = crm.book.read_bytes()
    assert quickly(crm, "due") is None
    assert crm.book.read_bytes() == before


def test_no_book_yet_is_said_once(crm: Program) -> None:
    ran = crm("due", lang="en")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.count("There is no book yet") == 1


WORDS = st.sampled_from(
    "due today overdue week all 12-01 +3d --count --exit-code --limit 3 0 x -f json plain tsv codes --lang zh en"
    " --kind follow_up --grade A - --owner me lily --from --quiet --yes -- --help help --version 王小明".split()
)


@given(words=st.lists(WORDS, max_size=7))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_line_is_answered_as_by_the_application_or_left(filled: Inside, words: list[str]) -> None:
    found, right = same(filled, words)
    assert found is None or found == right


def test_the_options_are_those_of_the_commands() -> None:
    from crmcli.app import _root

    root = _root("en")
    context = root.make_context("crm", ["due"])
    for name, verb in quick.VERBS.items():
        params = root.get_command(context, name).params
        options = {
            word: param for param in params if param.param_type_name == "option" for word in param.opts
        }
        words = [param.name for param in params if param.param_type_name == "argument"]
        assert list(verb.words) == words[: len(verb.words)]
        for word, parameter in {**verb.values, **verb.several, **verb.flags}.items():
            assert (options[word].name, options[word].is_flag) == (parameter, word in verb.flags)
            assert options[word].multiple is (word in verb.several)
        for word in quick.COMMON_VALUES.keys() | quick.COMMON_FLAGS.keys():
            assert options[word].is_flag is (word in quick.COMMON_FLAGS)


def test_every_page_is_kept() -> None:
    for path, content in make_help_pages.products():
        assert path.read_text(encoding="utf-8") == content, "run make docs"
    from crmcli.locale.help_zh import PAGES

    assert set(VERBS) < set(PAGES)
