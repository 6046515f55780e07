"""Sending a short notice: to the desktop, by mail through `sendmail`, to a chat group's webhook."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from email.message import EmailMessage
from typing import NamedTuple
from urllib.parse import urlsplit

from crmcli.kit.errors import BookUnusable, RuleRefused
from crmcli.kit.i18n import _

TIME_LIMIT_SECONDS = 15
_SENDMAIL_PLACES = ("/usr/sbin/sendmail", "/usr/lib/sendmail")


class Notice(NamedTuple):
    """A line that says what it is about, and the text."""

    subject: str
    text: str


class NoticeFailed(BookUnusable):
    """A notice could not be sent."""


def notify_desktop(notice: Notice) -> None:
    """Show the notice on the desktop. Raises NoticeFailed where `notify-send` is missing or fails."""
    program = shutil.which("notify-send")
    if program is None:
        raise NoticeFailed(
            _("The program notify-send is missing; install libnotify, or set notify_desktop = false.")
        )
    _run([program, "--app-name=crm", "--", notice.subject, notice.text], b"", "notify-send")


def notify_mail(notice: Notice, address: str, environ: Mapping[str, str]) -> None:
    """Hand a mail to the local `sendmail`. Raises NoticeFailed."""
    program = shutil.which("sendmail", path=environ.get("PATH")) or next(
        filter(os.path.exists, _SENDMAIL_PLACES), None
    )
    if program is None:
        raise NoticeFailed(_("The program sendmail is missing; a mail cannot be sent from here."))
    message = EmailMessage()
    message["Subject"] = notice.subject
    message["To"] = address
    message.set_content(notice.text + "\n")
    _run([program, "-t", "-i"], message.as_bytes(), "sendmail")


def _run(command: list[str], stdin: bytes, name: str) -> None:
    try:
        ended = subprocess.run(
            command, input=stdin, capture_output=True, timeout=TIME_LIMIT_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoticeFailed(_("{program} cannot be used: {why}."), program=name, why=error) from error
    if ended.returncode != 0:
        said = " ".join(ended.stderr.decode("utf-8", errors="replace").split())[:200]
        raise NoticeFailed(
            _("{program} ended with {code}: {said}"), program=name, code=ended.returncode, said=said or "-"
        )


def _text_message(notice: Notice) -> dict[str, object]:
    return {"msgtype": "text", "text": {"content": f"{notice.subject}\n{notice.text}"}}


def _feishu_message(notice: Notice) -> dict[str, object]:
    return {"msg_type": "text", "content": {"text": f"{notice.subject}\n{notice.text}"}}


# The end of the host names of the group robots that are known, and how each wants its message.
_ROBOTS = {
    "qyapi.weixin.qq.com": _text_message,
    "oapi.dingtalk.com": _text_message,
    "open.feishu.cn": _feishu_message,
    "open.larksuite.com": _feishu_message,
}
_KINDS = {"wecom": _text_message, "dingtalk": _text_message, "feishu": _feishu_message}


def notify_webhook(notice: Notice, url: str, kind: str) -> None:
    """Post to the webhook of a 企业微信, 钉钉 or 飞书 group; `kind` says which where the address does not.

    The address is a secret and is in no message. Raises RuleRefused for a strange address, NoticeFailed.
    """
    from urllib.error import URLError
    from urllib.request import Request, urlopen

    parts = urlsplit(url)
    message = _KINDS.get(kind) or _ROBOTS.get(parts.hostname or "")
    if parts.scheme not in ("http", "https") or message is None:
        raise RuleRefused(
            _(
                "notify_webhook is the address of a 企业微信, 钉钉 or 飞书 group robot; "
                "for another address set notify_webhook_kind."
            )
        )
    body = json.dumps(message(notice), ensure_ascii=False).encode()
    request = Request(url, body, {"Content-Type": "application/json; charset=utf-8"})
    try:
        with urlopen(request, timeout=TIME_LIMIT_SECONDS) as response:
            answer = json.loads(response.read(100_000) or b"{}")
    except (URLError, OSError, ValueError) as error:
        raise NoticeFailed(
            _("The webhook at {host} did not take the notice: {why}."),
            host=parts.hostname,
            why=_reason(error),
        ) from error
    code = (
        answer.get("errcode", answer.get("code", answer.get("StatusCode", 0)))
        if isinstance(answer, dict)
        else 0
    )
    if code:
        said = answer.get("errmsg") or answer.get("msg") or code
        raise NoticeFailed(
            _("The webhook at {host} did not take the notice: {why}."), host=parts.hostname, why=said
        )


def _reason(error: Exception) -> object:
    """Why, without the address: `HTTP Error 404: Not Found`, `timed out`."""
    return getattr(error, "reason", None) or type(error).__name__
