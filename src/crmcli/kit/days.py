"""`date` and its kin, without the part of the standard library's `datetime` that is written in Python.

It defines every class a second time and throws it away, which takes a twelfth of a quick answer (Python 3.11). The
classes are the same ones.
"""

from __future__ import annotations

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from datetime import date, datetime, time, timedelta, tzinfo
else:
    try:
        from _datetime import date, datetime, time, timedelta, tzinfo
    except ImportError:  # another Python than CPython
        from datetime import date, datetime, time, timedelta, tzinfo

EARLIEST_YEAR = 1900  # before it there is no day in a book

__all__ = ["EARLIEST_YEAR", "date", "datetime", "time", "timedelta", "tzinfo"]
