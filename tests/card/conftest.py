"""Fixtures that every test here may ask for."""

from tests.inside import inside

__all__ = ["inside"]
