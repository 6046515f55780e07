"""Which kinds of due items follow from which tables, and who reckons them. By name: nothing above is imported here."""

from __future__ import annotations

from typing import NamedTuple

Range = tuple[int, int]  # first and last id, both included


class Source(NamedTuple):
    """Due items of some kinds.

    `reckon` ("module:function") is given the book and ranges of ids of customers, or, where `by_row`, of rows of the
    one table it follows, and yields a `service.DutyRow` for each item. Items of customers follow the cards too.
    """

    kinds: tuple[str, ...]
    reckon: str
    tables: frozenset[str]
    by_row: bool = False


SOURCES = (
    Source(("approval",), "crmcli.approval.duties:approval_duties", frozenset({"approval"})),
    Source(("promise", "complaint"), "crmcli.owe.duties:owed_duties", frozenset({"owed"})),
)
