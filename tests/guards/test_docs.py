"""The docs name every command, and every link leads somewhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from crmcli.app import VERBS

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)|<img[^>]*\bsrc=\"([^\"]+)\"")
_FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def links(text: str) -> Iterator[tuple[str, str]]:
    """The relative links of a page: path (empty: the page itself) and anchor (empty: none)."""
    for found in _LINK.finditer(text):
        target = found[1] or found[2]
        if not re.match(r"[a-z]+:", target):
            path, _sign, anchor = target.partition("#")
            yield path, anchor


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as the usual viewers make them, and those written by hand."""
    text = prose(page)
    headings = re.findall(r"^#+ +(.+?) *#*$", text, re.MULTILINE)
    made = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return made | set(re.findall(r"<a (?:id|name)=\"([^\"]+)\"", text))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for path, anchor in links(prose(page)):
        target = (page.parent / path).resolve() if path else page
        if not target.is_relative_to(ROOT) or not target.exists():
            broken.append(path)
        elif anchor and target.suffix == ".md" and anchor not in anchors(target):
            broken.append(f"{path}#{anchor}")
    assert broken == []


def test_links_from_the_source_lead_somewhere() -> None:
    broken = []
    for module in (ROOT / "src").rglob("*.py"):
        for path, anchor in re.findall(
            r"\b(docs/[\w/-]+\.md)(?:#([\w-]+))?", module.read_text(encoding="utf-8")
        ):
            if not (ROOT / path).exists() or (anchor and anchor not in anchors(ROOT / path)):
                broken.append(f"{module.name}: {path}#{anchor}")
    assert broken == []


@pytest.mark.parametrize("name", ["commands.md", "commands.zh.md"])
def test_the_reference_has_every_command(name: str) -> None:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert [verb for verb in VERBS if not re.search(rf"\bcrm {re.escape(verb)}\b", text)] == []
