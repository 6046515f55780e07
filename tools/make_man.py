"""The manual page, from the same pages that `--help` prints: docs/man/crm.1, and crm.1 in Chinese beside it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
_ABOUT = {
    "en": "a customer book for the terminal",
    "zh": "终端里的客户簿",
}
_SECTIONS = {
    "en": ("NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "EXIT STATUS", "FILES", "ENVIRONMENT"),
    "zh": ("名称", "概要", "描述", "命令", "退出码", "文件", "环境变量"),
}
_FILES = (
    (
        "$XDG_DATA_HOME/crm/crm.db",
        "the book (~/.local/share/crm/crm.db)",
        "客户簿（~/.local/share/crm/crm.db）",
    ),
    ("$XDG_CONFIG_HOME/crm/config.toml", "the settings: crm config", "设置：crm config"),
    ("$XDG_CONFIG_HOME/crm/playbooks/", "your own playbooks: crm playbook", "自己的行业模板：crm playbook"),
    ("$XDG_CONFIG_HOME/crm/hooks/", "programs that are told what happens", "得知所做操作的程序"),
)
_VARIABLES = (
    "CRM_DB",
    "CRM_FORMAT",
    "CRM_LANG",
    "CRM_USER",
    "CRM_TODAY",
    "CRM_ASCII",
    "CRM_DEBUG",
    "NO_COLOR",
)
_EXIT_CODES = (
    (0, "done; an empty list is done", "完成；空列表也算完成"),
    (1, "nothing matched, only with --exit-code", "没有符合的，仅在 --exit-code 时"),
    (2, "usage", "用法错误"),
    (3, "not found", "找不到"),
    (4, "ambiguous", "有歧义"),
    (5, "refused", "被拒绝"),
    (6, "needs an approval or a right", "需要审批或权限"),
    (7, "the book or an output cannot be used", "客户簿或输出不可用"),
    (70, "a fault of ours", "程序故障"),
    (75, "busy, try again", "正忙，请重试"),
    (130, "interrupted", "被中断"),
    (143, "terminated", "被终止"),
)


def products() -> Iterator[tuple[Path, str]]:
    """The manual pages and what they should hold."""
    yield ROOT / "docs" / "man" / "crm.1", manual("en")
    yield ROOT / "docs" / "man" / "zh_CN" / "crm.1", manual("zh")


def manual(language: str) -> str:
    """One manual page in roff."""
    words = [sys.executable, str(ROOT / "tools" / "doc_parts.py"), language]
    pages = json.loads(subprocess.run(words, check=True, stdout=subprocess.PIPE, cwd=ROOT).stdout)
    name, synopsis, description, commands, status, files, environment = _SECTIONS[language]
    chinese = language == "zh"
    lines = ['.TH CRM 1 "" "crm" "crm"', f".SH {name}", f"crm \\- {_ABOUT[language]}", f".SH {synopsis}"]
    lines += [".B crm", "COMMAND [CUSTOMER] [OPTIONS]", f".SH {description}", *_verbatim(pages[0][1])]
    lines.append(f".SH {commands}")
    for path, page in pages[1:]:
        lines += [f".SS {_escaped(path)}", *_verbatim(page)]
    lines.append(f".SH {status}")
    for code, english, said in _EXIT_CODES:
        lines += [".TP", f".B {code}", said if chinese else english]
    lines.append(f".SH {files}")
    for place, english, said in _FILES:
        lines += [".TP", f".I {_escaped(place)}", said if chinese else english]
    lines += [f".SH {environment}", _escaped(", ".join(_VARIABLES))]
    return "\n".join(lines) + "\n"


def _verbatim(text: str) -> list[str]:
    return [".nf", *(_escaped(line) for line in text.split("\n")), ".fi"]


def _escaped(line: str) -> str:
    """A backslash, a hyphen and a leading dot or quote mean something to roff."""
    escaped = line.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped
