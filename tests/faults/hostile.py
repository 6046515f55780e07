"""Hostile words: command lines of every verb there is, and files to import, made by hypothesis."""

import json
import unicodedata
from functools import lru_cache
from typing import Any

from hypothesis import strategies as st

from crmcli.app import VERBS, _root

NASTY = (
    "\x1b[2J\x1b[31m",
    "\x1b]0;title\x07",
    "\x1b]8;;file:///etc/passwd\x1b\\link\x1b]8;;\x1b\\",
    "\x9b31m",
    "[red]x[/red]",
    "[/x]",
    "[link=file:///etc/passwd]x[/link]",
    ":smile:",
    "\u202egnp.exe",
    "\u2066x\u2069",
    "\u200b\u200d\u200d张",
    "\ufeff",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "＝1",
    "\t=1",
    "../x",
    "..",
    "~",
    "C:\\con",
    "-",
    "--",
    "-x",
    "'; drop table customer; --",
    "x' or '1'='1",
    '"',
    "%",
    "_",
    "\\",
    "{}",
    "{name}",
    "%s",
    "$(id)",
    "`id`",
    "\ud800",
    "\x00",
    "\x7f",
    "王" * 300,
    "1" * 400,
    "🙂",
    "e\u0301",
    "\u1160",
    "１３８１２３４５６７８",
    "9" * 30,
    "1e999",
    "nan",
    "0x10",
    "-0",
    "2026-02-30",
    "今天",
    "农历八月十五",
    "\n",
    "a\nb",
    "C0001",
    "王小明",
    "wxm",
    "13812345678",
    "grade=B",
    "grade=",
    "B",
    "A",
)
# Where a value names a file or a program's own matter, only names inside the test's folder are tried.
_FILES = ("path", "file", "output", "folder", "backup", "into")
_LEFT_OUT = {"common_db", "notify", "common_lang", "install"}
_VERBS_LEFT_OUT = {"demo", "completion", "config", "init"}
STEERING = frozenset("\u200b\u200c\u200d\u2060\ufeff\u061c")

texts = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=20),
    st.lists(st.sampled_from(NASTY), min_size=2, max_size=3).map("".join),
)
file_names = st.one_of(
    st.sampled_from(["x.csv", "x.json", "x.vcf", "x.xlsx", "x", "=x", "\u202ex", "-"]), texts
).map(lambda name: name.replace("/", "").replace("\0", "").replace("..", "")[:60] or "x")


@lru_cache(maxsize=1)
def verbs() -> tuple[tuple[tuple[str, ...], tuple[Any, ...]], ...]:
    """The words of every command with its parameters, from the live commands."""
    root = _root("en")
    context = root.make_context("crm", ["due"])
    found: list[tuple[tuple[str, ...], tuple[Any, ...]]] = []

    def below(words: tuple[str, ...], command: Any) -> None:
        more = getattr(command, "commands", {})
        for name, one in more.items():
            below((*words, name), one)
        if not more:
            found.append((words, tuple(command.params)))

    for verb in VERBS:
        if verb not in _VERBS_LEFT_OUT:
            below((verb,), root.get_command(context, verb))
    return tuple(found)


@st.composite
def command_lines(draw: st.DrawFn) -> list[str]:
    """A verb with words for its arguments and some of its options."""
    words, params = draw(st.sampled_from(verbs()))
    line = list(words)
    for param in params:
        name = str(param.name)
        if name in _LEFT_OUT:
            continue
        value = file_names if any(part in name for part in _FILES) else texts
        if param.param_type_name == "argument":
            line += draw(
                st.lists(value, min_size=int(param.required), max_size=2 if param.nargs == -1 else 1)
            )
        elif draw(st.integers(0, 5)) == 0:
            option = param.opts[0]
            line += [option] if param.is_flag else [option, draw(value)]
    return [*line, "--no-input"]


@st.composite
def files(draw: st.DrawFn) -> tuple[str, bytes]:
    """A file to import: its suffix and what is in it."""
    headers = ["姓名", "手机", "客户等级", "地区", "生日", "备注", "预计金额", "下次跟进", "编号"]
    rows = draw(st.lists(st.lists(texts, min_size=1, max_size=len(headers)), max_size=6))
    suffix = draw(st.sampled_from(["csv", "tsv", "json", "jsonl", "vcf", "xlsx", "xls", "txt"]))
    if draw(st.booleans()):
        return suffix, draw(st.binary(max_size=300))
    if suffix in ("json", "jsonl"):
        objects = [dict(zip(headers, row, strict=False)) for row in rows]
        text = json.dumps(objects) if suffix == "json" else "\n".join(map(json.dumps, objects))
    elif suffix == "vcf":
        cards = (
            "\r\n".join(["BEGIN:VCARD", "VERSION:3.0", f"FN:{row[0]}", *row[1:], "END:VCARD"]) for row in rows
        )
        text = "\r\n".join(cards)
    else:
        separator = "\t" if suffix == "tsv" else ","
        text = "\n".join(separator.join(row) for row in [headers, *rows])
    return suffix, text.encode(draw(st.sampled_from(["utf-8", "gb18030", "utf-16"])), errors="replace")


def is_harmless(shown: str) -> bool:
    """Nothing in it steers a terminal, hides, or turns the writing round."""
    return not any(
        (unicodedata.category(char) in ("Cc", "Cf", "Cs") or char in STEERING) and char not in "\n\t"
        for char in shown
    )
