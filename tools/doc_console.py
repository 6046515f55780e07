"""Runs the ```console blocks of a page and gives the page with what they really print.

A line that begins with `$ ` is a command; what stands below it is replaced by what it prints, stdout and
stderr as a terminal would mix them. All blocks of a page share one home and one folder, in which the files
of docs/examples lie. A command that ends with another exit code than 0 says so: `crm show 王二  # exit 3`.
`<!-- clock 2026-11-22T09:30 -->` pins the clock from there on, `<!-- setup: COMMAND -->` runs without being shown.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"
HOME_SHOWN = "/home/liuyan"
CLOCK = "2026-11-22T09:30"
_PARTS = re.compile(
    r"^```console\n(?P<block>.*?)^```$|<!-- clock (?P<clock>\S+) -->|<!-- setup: (?P<setup>.+?) -->",
    re.DOTALL | re.MULTILINE,
)
_EXIT = re.compile(r"\s+# exit (\d+)$")


class UnexpectedExit(Exception):
    """A command ended otherwise than the page says."""


class Shell:
    """A home of its own with nothing in it, a pinned clock, and a language."""

    def __init__(self, folder: Path, language: str) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.desk = self.home / "desk"
        shutil.copytree(EXAMPLES, self.desk)
        self.environ = {
            "HOME": str(self.home),
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.defpath]),
            "LANG": "C.UTF-8",
            "TZ": "Asia/Shanghai",
            "LOGNAME": "liuyan",
            "CRM_LANG": language,
            "CRM_TODAY": CLOCK,
        }

    def run(self, command: str) -> str:
        """What the command prints. Raises UnexpectedExit."""
        expected = _EXIT.search(command)
        ran = subprocess.run(
            ["sh", "-c", command],
            cwd=self.desk,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        printed = ran.stdout.decode().replace(str(self.home), HOME_SHOWN)
        if ran.returncode != (int(expected[1]) if expected else 0):
            raise UnexpectedExit(f"exit {ran.returncode} from: {command}\n{printed}")
        return printed


@contextmanager
def shell(language: str) -> Iterator[Shell]:
    """A shell in a folder that goes away afterwards."""
    with tempfile.TemporaryDirectory(prefix="crm-docs-") as folder:
        yield Shell(Path(folder), language)


def refreshed(page: str, language: str) -> str:
    """The page with the real output of every command. Raises UnexpectedExit."""
    if "```console" not in page:
        return page
    with shell(language) as sh:
        return _PARTS.sub(lambda found: _part(sh, found), page)


def _part(sh: Shell, found: re.Match[str]) -> str:
    if found["clock"]:
        sh.environ["CRM_TODAY"] = found["clock"]
    elif found["setup"]:
        sh.run(found["setup"])
    else:
        return f"```console\n{''.join(_played(sh, found['block']))}```"
    return found[0]


def _played(sh: Shell, block: str) -> Iterator[str]:
    """The commands of a block, each with what it prints; one without output keeps its neighbours close."""
    for line in block.splitlines():
        if line.startswith("$ "):
            yield f"{line}\n"
            printed = sh.run(line.removeprefix("$ "))
            yield printed + ("\n" if printed and not printed.endswith("\n") else "")
