"""Remembering answers as `functools` does, for modules that a quick answer loads: without the ten that it loads."""

from __future__ import annotations

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from functools import cache, lru_cache
else:
    try:
        from _functools import _lru_cache_wrapper
    except ImportError:  # another Python than CPython
        from functools import cache, lru_cache
    else:

        def lru_cache(maxsize=128, typed=False):
            """A function that remembers its last answers."""
            return lambda function: _lru_cache_wrapper(function, maxsize, typed, None)

        def cache(function):
            """A function that remembers all its answers."""
            return _lru_cache_wrapper(function, None, False, None)


__all__ = ["cache", "lru_cache"]
