"""Conditions of tables that many rows are checked by."""

from collections.abc import Iterable

from sqlalchemy import CheckConstraint


def one_of(column: str, words: Iterable[str], *, name: str) -> CheckConstraint:
    """The column has one of these words, or NULL.

    Written as comparisons: for `in (…)` of more than two words SQLite fills a table anew for each row.
    """
    return CheckConstraint(" or ".join(f"{column} = '{word}'" for word in words), name=name)
