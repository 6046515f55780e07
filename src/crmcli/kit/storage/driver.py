"""SQLite's driver alone: what of `sqlite3` a read needs, in half the time.

The package around it adapts dates, which no query of ours hands over. The driver itself asks `functools` for
`lru_cache`, to keep statements, and for nothing else; that module and the ten it loads cost a tenth of a quick answer,
so `lru_cache` is handed to it from where it is written in C. Measured in docs/decisions/0017-time.md.
"""

from __future__ import annotations

import sys

from crmcli.kit.remembered import lru_cache

TYPE_CHECKING = False  # see kit.surroundings


def _load_driver() -> None:
    """Put `_sqlite3` among the modules. Raises whatever another Python than CPython has against it."""
    if "functools" in sys.modules or "_sqlite3" in sys.modules:
        import _sqlite3

        return
    stand_in = type(sys)("functools")
    stand_in.__dict__["lru_cache"] = lru_cache
    sys.modules["functools"] = stand_in
    try:
        import _sqlite3  # noqa: F401
    finally:
        del sys.modules["functools"]


if TYPE_CHECKING:
    import sqlite3 as driver
else:
    try:
        _load_driver()
        import _sqlite3 as driver
    except ImportError:
        import sqlite3 as driver

__all__ = ["driver"]
