"""The kinds of refusal, each with the exit code the command line promises for it.

A sentence is written where the refusal happens, translated there, and printed once, at the boundary
(`kit.cli.boundary`). Values are kept apart from the sentence so that tests and JSON can see them.
"""

from __future__ import annotations

import os

from crmcli.kit.i18n import N_, _

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from collections.abc import Sequence


class CrmError(Exception):
    """Base of every refusal: `message` is a translated sentence with `{name}` places for `values`."""

    exit_code = 70

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return self.message.format(**self._shown()) if self.values else self.message

    def _shown(self) -> dict[str, object]:
        """The values as a sentence quotes them: where nothing was typed, nothing would be seen."""
        return {
            name: '""'
            if isinstance(value, str) and not value.strip() and f"“{{{name}}}”" not in self.message
            else value
            for name, value in self.values.items()
        }


class UsageRefused(CrmError):
    """The words of the command line make no sense: an unknown option, a bad `--where`."""

    exit_code = 2


class NotFound(CrmError):
    """Nothing answers to that name: a customer, an item, an input file."""

    exit_code = 3


class Ambiguous(CrmError):
    """Several answer to that name; `candidates` are lines that tell them apart."""

    exit_code = 4

    def __init__(self, message: str, candidates: Sequence[str], **values: object) -> None:
        super().__init__(message, **values)
        self.candidates = candidates


class RuleRefused(CrmError):
    """A rule says no, or the thing has changed meanwhile."""

    exit_code = 5


class ValueRefused(RuleRefused):
    """A value is not what it must be; the sentence says what to type instead."""


class ApprovalNeeded(CrmError):
    """Somebody else's yes, or a right, is missing."""

    exit_code = 6


class BookUnusable(CrmError):
    """The book or an output cannot be used: missing where named, full, read-only, damaged, newer."""

    exit_code = 7


class Busy(CrmError):
    """Another program has held the book for too long; trying again helps."""

    exit_code = 75


class RequestDone(Exception):
    """No refusal: the command was carried out before under its key; nothing is to be done again.

    `entry_id` is its entry in the history, None where nothing had to change; `same_words` is false where the key
    belongs to another command.
    """

    def __init__(self, entry_id: int | None, *, same_words: bool) -> None:
        super().__init__(entry_id)
        self.entry_id = entry_id
        self.same_words = same_words


_REASONS = {
    "ENOENT": N_("there is no such file or folder"),
    "ENOTDIR": N_("there is no such folder"),
    "EACCES": N_("no permission"),
    "EPERM": N_("no permission"),
    "EROFS": N_("the disk is read-only"),
    "ENOSPC": N_("the disk is full"),
    "EDQUOT": N_("the disk quota is used up"),
    "EISDIR": N_("it is a folder"),
    "EIO": N_("the disk failed"),
    "ENAMETOOLONG": N_("the name is too long"),
    "ELOOP": N_("the links lead in a circle"),
}


def system_reason(error: OSError) -> str:
    """Why the system said no, in the user's language where it is a usual reason."""
    import errno

    name = errno.errorcode.get(error.errno or 0)
    if name in _REASONS:
        return _(_REASONS[name])
    return os.strerror(error.errno) if error.errno else str(error)
