"""A person with customers, and real shells set up as the how-to page says."""

import os
import shutil
from pathlib import Path
from typing import Any

import pexpect
import pytest

from tests.inside import Inside, inside
from tests.program import Program

__all__ = ["inside"]

_PATIENCE_SECONDS = 20
HOSTILE = (
    """qh O'Brien "x" & Co; touch pwned""",
    "qa $(touch pwned)",
    "qb `touch pwned`",
    "qc ${HOME} *?[a] {b,c} ~",
    'qd "ends with"',
    "qe 'ends with'",
    "qf back\\slash !! bang!",
    "qg a=b:c@d|e<f>g#h",
)


@pytest.fixture(scope="module")
def seller(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """C0001 王小明, two called 李雷, 赵旧 archived, C0005 with a space and a quote in its name, HOSTILE from C0006."""
    crm = Program(tmp_path_factory.mktemp("seller"))
    must = Inside(crm).must
    for words in (
        "王小明 --phone 13812345678 --grade B --tag 重点 --region 郑州",
        "李雷 --phone 13912345678",
        "李雷 --phone 13712345678 --allow-duplicate",
        "赵旧",
    ):
        must("add", *words.split())
    must("add", "华信 O'Brien (商贸)", "--kind", "company", "--contact", "孙丽")
    must("archive", "赵旧")
    for name in HOSTILE:
        must("add", name)
    return crm


class Shell:
    """An interactive shell on a terminal, with the completion that its set-up file loads."""

    def __init__(self, name: str, program: Program) -> None:
        environ = {**program.environ, "TERM": "xterm" if name == "fish" else "dumb", "LC_ALL": "C.UTF-8"}
        set_up = {
            "bash": (Path("bashrc"), 'eval "$(crm completion bash)"', ["--rcfile", "bashrc", "-i"]),
            "zsh": (Path("home/.zshrc"), 'eval "$(crm completion zsh)"', ["-i"]),
            "fish": (Path("config/fish/config.fish"), "crm completion fish | source", ["-i"]),
        }
        path, line, words = set_up[name]
        (program.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (program.folder / path).write_text(line + "\n", encoding="utf-8")
        self.child: Any = pexpect.spawn(
            str(shutil.which(name)),
            ["--noprofile", *words] if name == "bash" else words,
            env=environ,
            cwd=str(program.folder),
            encoding="utf-8",
            dimensions=(40, 200),
            timeout=_PATIENCE_SECONDS,
        )
        self.child.delaybeforesend = None
        self.run("echo rea''dy", "ready")

    def run(self, line: str, expected: str) -> None:
        """Type a line, press Enter, wait for what it prints."""
        self.child.send(line + "\r")
        self.child.expect_exact(expected)

    def tab(self, typed: str, expected: str) -> None:
        """Type, press Tab, wait for what appears. The line is left as it is."""
        self.child.send(typed + "\t")
        self.child.expect_exact(expected)

    def close(self) -> None:
        """Hang up."""
        self.child.close(force=True)


def shell_or_skip(name: str) -> None:
    """Skip where the shell is not installed; where everything must run (CI), its absence is a failure."""
    if shutil.which(name) is None:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is not installed, and CI skips no shell")
        pytest.skip(f"{name} is not installed (apt install {name})")
