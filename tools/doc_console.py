"""Runs the ```console blocks of a page and gives the page with what they really print.

A line that begins with `$ ` is a command; what stands below it is replaced by what it prints, stdout and
stderr as a terminal would mix them. All blocks of a page share one home and one folder, in which the files
of docs/examples lie. A command that ends with another exit code than 0 says so: `crm show 王二  # exit 3`.
`<!-- clock 2026-11-22T09:30 -->` pins the clock from there on, `<!-- setup: COMMAND -->` runs without being shown,
`<!-- typed: 王小明 | B | -->` plays the next block on a terminal where these answers are typed.
"""

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pexpect

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"
HOME_SHOWN = "/home/liuyan"
CLOCK = "2026-11-22T09:30"
PATIENCE_SECONDS = 30
_PARTS = re.compile(
    r"^```console\n(?P<block>.*?)^```$|<!-- clock (?P<clock>\S+) -->|<!-- setup: (?P<setup>.+?) -->"
    r"|<!-- typed: (?P<typed>.+?) -->",
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
        self.typed: list[str] | None = None

    def run(self, command: str) -> str:
        """What the command prints. Raises UnexpectedExit."""
        expected = _EXIT.search(command)
        code, printed = self._on_terminal(command) if self.typed is not None else self._in_pipe(command)
        printed = printed.replace(str(self.home), HOME_SHOWN)
        if code != (int(expected[1]) if expected else 0):
            raise UnexpectedExit(f"exit {code} from: {command}\n{printed}")
        return printed

    def _in_pipe(self, command: str) -> tuple[int, str]:
        ran = subprocess.run(
            ["sh", "-c", command],
            cwd=self.desk,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        return ran.returncode, ran.stdout.decode()

    def _on_terminal(self, command: str) -> tuple[int, str]:
        answers, self.typed = self.typed or [], None
        child = pexpect.spawn(
            "sh",
            ["-c", command],
            cwd=str(self.desk),
            env={**self.environ, "TERM": "dumb", "NO_COLOR": "1"},
            dimensions=(40, 100),
            encoding="utf-8",
            timeout=PATIENCE_SECONDS,
        )
        screen = child.logfile_read = io.StringIO()
        try:
            for answer in answers:
                child.expect(r": $")
                child.sendline(answer)
            child.expect(pexpect.EOF)
        except pexpect.ExceptionPexpect as error:
            raise UnexpectedExit(
                f"other questions than answers from: {command}\n{screen.getvalue()}"
            ) from error
        child.close()
        return int(child.exitstatus or 0), re.sub(
            r" +$", "", screen.getvalue().replace("\r", ""), flags=re.MULTILINE
        )


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
    elif found["typed"]:
        sh.typed = [answer.strip() for answer in found["typed"].split("|")]
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
