"""`crm due --notify`: by what is set up, and no name leaves the book unasked."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.inside import Inside
from tests.once import made_once
from tests.program import Program


@pytest.fixture
def crm(tmp_path: Path) -> Inside:
    return Inside(Program(tmp_path))


class Robot:
    """A group robot on this machine: keeps what it is sent, answers what it is told to."""

    def __init__(self) -> None:
        self.got: list[dict[str, object]] = []
        self.answer: dict[str, object] = {"errcode": 0}
        robot = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                robot.got.append(json.loads(self.rfile.read(length)))
                body = json.dumps(robot.answer).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/robot?key=SECRET"


@pytest.fixture
def robot() -> Iterator[Robot]:
    made = Robot()
    thread = threading.Thread(target=made.server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()


@made_once
def busy(crm: Inside) -> None:
    crm("add", "王小明", "--grade", "A", "--phone", "13800138000")
    crm("visit", "王小明", "--at", "2026-11-20", "--topic", "带新报价")


def configure(crm: Inside, text: str) -> None:
    crm.config.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("kind", "path"),
    [("wecom", ["text", "content"]), ("dingtalk", ["text", "content"]), ("feishu", ["content", "text"])],
)
def test_a_group_robot_gets_counts_and_no_names(
    busy: Inside, robot: Robot, kind: str, path: list[str]
) -> None:
    configure(busy, f'notify_webhook = "{robot.url}"\nnotify_webhook_kind = "{kind}"\n')
    ran = busy("due", "today", "--notify")
    assert (ran.code, ran.out) == (0, "")
    [message] = robot.got
    first, second = path
    text = str(message[first][second])  # type: ignore[index]
    assert "1" in text
    assert "A 1" in text
    assert "王小明" not in text
    assert "13800138000" not in text


def test_names_only_where_the_settings_say_so(busy: Inside, robot: Robot) -> None:
    configure(busy, f'notify_webhook = "{robot.url}"\nnotify_webhook_kind = "wecom"\nnotify_names = true\n')
    busy("due", "--notify", lang="zh")
    text = str(robot.got[0]["text"]["content"])  # type: ignore[index]
    assert "王小明" in text
    assert "带新报价" in text


def test_a_robot_that_says_no_is_reported_without_its_secret(busy: Inside, robot: Robot) -> None:
    robot.answer = {"errcode": 93000, "errmsg": "invalid webhook url"}
    configure(busy, f'notify_webhook = "{robot.url}"\nnotify_webhook_kind = "wecom"\n')
    ran = busy("due", "--notify")
    assert ran.code == 7
    assert "invalid webhook url" in ran.err
    assert "SECRET" not in ran.err


def test_a_robot_that_is_not_there(busy: Inside, robot: Robot) -> None:
    robot.server.server_close()
    configure(busy, f'notify_webhook = "{robot.url}"\nnotify_webhook_kind = "wecom"\n')
    ran = busy("due", "--notify")
    assert ran.code == 7
    assert "SECRET" not in ran.err


def test_mail_and_desktop_by_the_local_programs(busy: Inside, tmp_path: Path) -> None:
    places = tmp_path / "bin"
    places.mkdir()
    for name in ("sendmail", "notify-send"):
        program = places / name
        program.write_text(f'#!/bin/sh\n{{ echo "$@"; cat; }} > {tmp_path}/{name}.txt\n')
        program.chmod(0o755)
    configure(busy, 'notify_mail = "wang@example.com"\nnotify_desktop = true\n')
    ran = busy("due", "--notify", lang="zh", env={"PATH": f"{places}:{busy.environ['PATH']}"})
    assert ran.code == 0, ran.err
    mail = (tmp_path / "sendmail.txt").read_text()
    assert mail.startswith("-t -i\n")
    assert "To: wang@example.com" in mail
    assert "2026-11-22" in (tmp_path / "notify-send.txt").read_text()


def test_nothing_due_sends_nothing(crm: Inside, robot: Robot) -> None:
    configure(crm, f'notify_webhook = "{robot.url}"\nnotify_webhook_kind = "wecom"\n')
    crm("add", "王小明", "--grade", "E")
    ran = crm("due", "--notify", "--exit-code")
    assert ran.code == 1
    assert robot.got == []


def test_without_any_way_it_says_how(busy: Inside) -> None:
    ran = busy("due", "--notify")
    assert ran.code == 2
    assert "notify_webhook" in ran.err


def test_a_strange_address_is_refused(busy: Inside) -> None:
    configure(busy, 'notify_webhook = "file:///etc/passwd"\n')
    assert busy("due", "--notify").code == 5
