"""What commands may return besides a Listing or a Record."""

from __future__ import annotations

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any


class Answer:
    """A result with an exit code of its own (`--exit-code`)."""

    __slots__ = ("exit_code", "result")

    def __init__(self, result: Any, exit_code: int) -> None:
        self.result = result
        self.exit_code = exit_code


class Text:
    """A line or a page for stdout; `record` stands for it in JSON."""

    __slots__ = ("record", "text")

    def __init__(
        self, text: str, record: Mapping[str, Any] | Sequence[Any] | int | str | None = None
    ) -> None:
        self.text = text
        self.record = record


class Pages:
    """Several results one after the other, for people."""

    __slots__ = ("pages",)

    def __init__(self, pages: Sequence[Any]) -> None:
        self.pages = pages
