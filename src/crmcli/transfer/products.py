"""Files that other programs export: known by their headers, their columns taken without a mapping.

The headers are data, in `products.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from crmcli.transfer.choices import match_of
from crmcli.transfer.headers import ColumnMatch, fold_header, may_stand_several_times

NUMBER = re.compile(r"[0-9]+")
# Programs have a column per kind of address; the first one filled is the card's.
FILLED_IN_TURN = ("email",)


class Product(NamedTuple):
    """A program that exports customers: its name, the order of its dates, its columns by folded header."""

    title: str
    dates: str | None
    signatures: Sequence[frozenset[str]]
    columns: dict[str, str]

    def matches(self, headers: Sequence[str]) -> dict[int, ColumnMatch]:
        """The columns that the program writes, by their places."""
        found: dict[int, ColumnMatch] = {}
        taken: set[str | None] = set()
        for index, header in enumerate(headers):
            target = self.columns.get(_folded(header))
            if target is None:
                continue
            match = match_of(header, index, target)
            if match.field in taken and not _may_repeat(str(match.field)):
                match = ColumnMatch(header, index, None)
            if match.field is not None:
                taken.add(match.field)
            found[index] = match
        return found


def product_of(headers: Sequence[str]) -> Product | None:
    """The program that writes these headers."""
    folded = set(map(_folded, headers))
    return next(
        (product for product in _products() if any(signature <= folded for signature in product.signatures)),
        None,
    )


def _may_repeat(field: str) -> bool:
    return field in FILLED_IN_TURN or may_stand_several_times(field)


def _folded(header: str) -> str:
    return NUMBER.sub("#", fold_header(header))


@cache
def _products() -> tuple[Product, ...]:
    return tuple(_read_products())


def _read_products() -> Iterator[Product]:
    import tomllib
    from importlib.resources import files

    text = files("crmcli.transfer").joinpath("products.toml").read_text(encoding="utf-8")
    document: dict[str, dict[str, Any]] = tomllib.loads(text)
    for product in document.values():
        yield Product(
            product["title"],
            product.get("dates"),
            [frozenset(map(_pattern, headers)) for headers in product["signatures"]],
            {_pattern(header): target for header, target in product["columns"].items()},
        )


def _pattern(header: str) -> str:
    """A header of the file of products, folded; its # stays."""
    return "#".join(map(_folded, header.split("#")))
