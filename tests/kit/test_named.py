"""Named tuples of our own do what `typing.NamedTuple` does, for what is asked of them here."""

from __future__ import annotations

import copy
import pickle
from typing import Any
from typing import NamedTuple as Theirs

import pytest

from crmcli.kit.named import NamedTuple as Ours


class OurPoint(Ours):
    """A place."""

    x: int
    y: int = 2
    words: tuple[str, ...] = ()

    @property
    def total(self) -> Any:
        return self.x + self.y

    def __str__(self) -> str:
        return f"{self.x}|{self.y}"


OURS: Any = OurPoint  # what checkers do not know of its places


class TheirPoint(Theirs):
    """A place."""

    x: int
    y: int = 2
    words: tuple[str, ...] = ()

    @property
    def total(self) -> Any:
        return self.x + self.y

    def __str__(self) -> str:
        return f"{self.x}|{self.y}"


def both(*values: Any, **named: Any) -> tuple[Any, Any]:
    """The same point twice."""
    return OURS(*values, **named), TheirPoint(*values, **named)


@pytest.mark.parametrize(
    ("values", "named"),
    [((1,), {}), ((1, 3), {}), ((1, 3, ("a",)), {}), ((), {"x": 1}), ((1,), {"words": ("b",)})],
)
def test_the_same_values_in_the_same_places(values: tuple[Any, ...], named: dict[str, Any]) -> None:
    ours, theirs = both(*values, **named)
    assert tuple(ours) == tuple(theirs)
    assert ours == theirs
    assert (ours.x, ours.y, ours.words, ours.total) == (theirs.x, theirs.y, theirs.words, theirs.total)
    assert (ours._fields, ours._asdict(), len(ours), hash(ours)) == (
        theirs._fields,
        theirs._asdict(),
        len(theirs),
        hash(theirs),
    )
    assert (str(ours), repr(ours).replace("Our", "Their")) == (str(theirs), repr(theirs))
    assert tuple(ours._replace(y=9)) == tuple(theirs._replace(y=9))
    assert type(ours)._make([7, 8, ()]) == type(theirs)._make([7, 8, ()])
    assert ours.__doc__ == theirs.__doc__


@pytest.mark.parametrize(
    ("values", "named"), [((), {}), ((1, 2, (), 4), {}), ((), {"y": 1}), ((1,), {"z": 1}), ((1,), {"x": 1})]
)
def test_wrong_values_are_refused(values: tuple[Any, ...], named: dict[str, Any]) -> None:
    for kind in (OURS, TheirPoint):
        with pytest.raises(TypeError):
            kind(*values, **named)


def test_it_is_copied_and_pickled_as_itself() -> None:
    point = OURS(1)
    for again in (copy.copy(point), copy.deepcopy(point), pickle.loads(pickle.dumps(point))):
        assert (type(again), again) == (OurPoint, point)


def test_a_field_cannot_be_written() -> None:
    with pytest.raises(AttributeError):
        OURS(1).x = 3
