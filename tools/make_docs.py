"""Writes everything in README.md and docs/ that follows from the program; `--check` only says what is stale.

Three things are written: cog blocks (calling `tools/doc_parts.py`), the output in ```console blocks
(`tools/doc_console.py`), and the pictures of the due list (`tools/make_picture.py`).
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from cogapp import Cog

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # as a script, Python looks beside this file only

from tools import make_completion, make_help_pages, make_man, make_picture  # noqa: E402
from tools.doc_console import UnexpectedExit, refreshed  # noqa: E402


def pages() -> list[Path]:
    """Every page of the documentation."""
    return [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def language_of(page: Path) -> str:
    """zh for `….zh.md`, else en."""
    return "zh" if page.name.endswith(".zh.md") else "en"


def written_anew(page: Path) -> str:
    """What the page should say."""
    text = page.read_text(encoding="utf-8")
    if "[[[cog" in text:
        cog = Cog()
        cog.options.bEofCanBeEnd = False
        text = cog.process_string(text, str(page))
    try:
        # Cards and calendars end their lines in CRLF; a page does not.
        return refreshed(text, language_of(page)).replace("\r\n", "\n")
    except UnexpectedExit as error:
        sys.exit(f"{page.relative_to(ROOT)}: {error}")


def products() -> Iterator[tuple[Path, str]]:
    """Every generated file and what it should hold."""
    for page in pages():
        yield page, written_anew(page)
    yield from make_picture.pictures()
    yield from make_completion.products()
    yield from make_help_pages.products()
    yield from make_man.products()


def main(argv: list[str]) -> int:
    """Write what is stale, or with `--check` name it and fail."""
    # Pages must not depend on where or by whom they are made.
    for variable in [name for name in os.environ if name.startswith(("CRM_", "XDG_"))]:
        del os.environ[variable]
    stale = []
    for path, content in products():
        if not path.exists() or path.read_text(encoding="utf-8") != content:
            stale.append(path.relative_to(ROOT))
            if "--check" not in argv:
                path.write_text(content, encoding="utf-8")
    for name in stale:
        print(f"stale: {name} (make docs writes it anew)" if "--check" in argv else f"wrote {name}")
    return 1 if stale and "--check" in argv else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
