"""Fixtures that every test here may ask for."""

from tests.desk import desks
from tests.inside import inside

__all__ = ["desks", "inside"]
