"""What commands may return besides a Listing or a Record."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class Answer(NamedTuple):
    """A result with an exit code of its own (`--exit-code`)."""

    result: Any
    exit_code: int


class Text(NamedTuple):
    """A line or a page for stdout; `record` stands for it in JSON."""

    text: str
    record: Mapping[str, Any] | Sequence[Any] | int | str | None = None
