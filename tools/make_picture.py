"""Draws the due list of the demonstration book as it looks in a terminal: docs/pictures/due.svg, due.zh.svg."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[1]
PICTURES = {"en": ROOT / "docs" / "pictures" / "due.svg", "zh": ROOT / "docs" / "pictures" / "due.zh.svg"}
TODAY = "2026-11-22"
WIDTH = {"en": 122, "zh": 112}  # nothing folds


def pictures() -> Iterator[tuple[Path, str]]:
    """Each picture's file and what it should hold."""
    for language, path in PICTURES.items():
        yield path, _drawn_apart(language)


def _drawn_apart(language: str) -> str:
    """The picture in one language, by a process of its own: a run of the program has one language for good."""
    words = [sys.executable, __file__, language]
    with tempfile.TemporaryDirectory(prefix="crm-picture-") as home:
        environ = {"HOME": home, "PATH": os.defpath, "CRM_TODAY": TODAY, "TZ": "Asia/Shanghai"}
        return subprocess.run(words, env=environ, check=True, stdout=subprocess.PIPE).stdout.decode()


def draw_due_list(language: str) -> str:
    """`crm due` on a fresh demonstration book, as SVG."""
    from crmcli.admin.demonstration import make_demonstration
    from crmcli.kit.cli.invocation import Invocation, begin
    from crmcli.kit.formats.picture import picture
    from crmcli.kit.i18n import set_language

    set_language("zh" if language == "zh" else "en")
    run = begin(Invocation(os.environ))
    run.quiet = True
    assert run.today == date.fromisoformat(TODAY)
    return picture(make_demonstration(run, None), WIDTH[language], "crm due")


if __name__ == "__main__":
    print(draw_due_list(sys.argv[1]), end="")
