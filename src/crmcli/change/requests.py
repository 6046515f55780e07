"""Commands with a key of their own (`--request-id`): a retry finds that they have been carried out."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.errors import RequestDone, UsageRefused
from crmcli.kit.i18n import _
from crmcli.kit.text import clean_line

KEY_LIMIT = 200
_FLAGS = ("--yes", "--no-input", "--quiet")
_WITH_VALUE = ("-f", "--format", "--lang", "--request-id")
_JOINED = ("--format=", "--lang=", "--request-id=")


class Request(NamedTuple):
    """The key that somebody gave a command, and a digest of its words."""

    key: str
    words_digest: str


def request_of(run: Invocation) -> Request | None:
    """The request of this run; None where it has no key. Raises UsageRefused where the key is none."""
    if run.request_id is None:
        return None
    key = clean_line(run.request_id, KEY_LIMIT).text
    if not key:
        raise UsageRefused(_("The option {option} needs a value."), option="--request-id")
    words = "\0".join(_meant(run.words)).encode("utf-8", errors="surrogateescape")
    return Request(key, hashlib.sha256(words).hexdigest())


def _meant(words: Sequence[str]) -> Iterator[str]:
    """The words that say what is to be done; how it is printed may differ from one time to the next."""
    rest = iter(words)
    for word in rest:
        if word in _WITH_VALUE:
            next(rest, None)
        elif word not in _FLAGS and not word.startswith(_JOINED):
            yield word


def see_if_done(run: Invocation) -> None:
    """Look for the request before anything is parsed or asked. Raises RequestDone where it was carried out."""
    request = request_of(run)
    if request is None or (run.book_missing and run.joined is None):
        return
    with run.reading() as book:
        found = book.execute(
            "select entry_id, words_digest from change_request where key = ?", (request.key,)
        ).fetchone()
    if found is not None:
        raise RequestDone(found[0], same_words=found[1] == request.words_digest)
