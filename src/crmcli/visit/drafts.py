"""Drafts: documents that an editor has open, kept where the visit that they tell of was not written."""

import os
import shlex
import subprocess
import tempfile
from typing import NamedTuple

from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.errors import BookUnusable, NotFound, RuleRefused, UsageRefused, system_reason
from crmcli.kit.i18n import _
from crmcli.kit.text import recover_argument

MOST_BYTES = 1_000_000


class Draft(NamedTuple):
    """A document on the disk. One of ours goes once the visit is written; a file that somebody named stays."""

    path: str
    text: str
    is_ours: bool

    def done(self) -> None:
        """The visit is written: a draft of ours is no longer needed."""
        if self.is_ours:
            os.unlink(self.path)


def drafts_folder(run: Invocation) -> str:
    """Where drafts lie: beside the book, for its owner alone."""
    return os.path.join(os.path.dirname(os.path.abspath(run.book_path)), "drafts")


def read_draft(run: Invocation, path: str) -> Draft:
    """The document in that file. Raises NotFound, RuleRefused where it is no text of a usual size."""
    full = os.path.abspath(os.path.expanduser(path))
    return Draft(full, _text(full), os.path.dirname(full) == drafts_folder(run))


def new_draft(run: Invocation, code: str, text: str) -> Draft:
    """A file of ours with that text. Raises BookUnusable where it cannot be made."""
    folder = drafts_folder(run)
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        handle, path = tempfile.mkstemp(prefix=f"visit-{_plain(code)}-", suffix=".txt", dir=folder)
        with open(handle, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise BookUnusable(
            _("A draft cannot be made in {path}: {why}."), path=folder, why=system_reason(error)
        ) from error
    return Draft(path, text, True)


def _plain(code: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in code)


def edited(run: Invocation, draft: Draft) -> Draft:
    """The draft as the editor leaves it. RuleRefused where the editor fails; what was written by then is kept."""
    if run.no_input:
        raise UsageRefused(_("--edit opens an editor, and --no-input forbids to ask."))
    editor = run.environ.get("VISUAL") or run.environ.get("EDITOR") or "vi"
    try:
        ended = subprocess.run([*shlex.split(editor), draft.path], check=False)
        why = _("it ended with {code}").format(code=ended.returncode) if ended.returncode else ""
    except (OSError, ValueError) as error:
        why = system_reason(error) if isinstance(error, OSError) else _("its command cannot be read")
    if not why:
        return draft._replace(text=_text(draft.path))
    if draft.is_ours and _is_as_it_was(draft):
        os.unlink(draft.path)
        raise RuleRefused(
            _("The editor {editor} failed ({why}); nothing was changed."), editor=editor, why=why
        )
    raise RuleRefused(
        _(
            "The editor {editor} failed ({why}); nothing was changed. What you wrote is kept; --draft {path} takes it."
        ),
        editor=editor,
        why=why,
        path=draft.path,
    )


def _is_as_it_was(draft: Draft) -> bool:
    try:
        return _text(draft.path) == draft.text
    except (NotFound, RuleRefused):
        return False


def _text(path: str) -> str:
    try:
        with open(path, "rb") as file:
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise NotFound(_("There is no file {path}."), path=path) from error
    except OSError as error:
        raise RuleRefused(_("{path} cannot be read: {why}."), path=path, why=system_reason(error)) from error
    if len(content) > MOST_BYTES:
        raise RuleRefused(_("{path} is too large for a record of a visit."), path=path)
    return recover_argument(content.decode("utf-8-sig", errors="surrogateescape")).replace("\r\n", "\n")
