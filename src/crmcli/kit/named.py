"""`typing.NamedTuple` for modules that a quick answer loads: the same classes, without loading `typing`.

if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from crmcli.kit.named import NamedTuple
"""

from __future__ import annotations

from _operator import itemgetter

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any


class _Named(tuple):  # type: ignore[type-arg] # each class has fields of its own
    """What all have; `_fields` are the names, `_defaults` the values of the last of them."""

    __slots__ = ()
    _fields: tuple[str, ...] = ()
    _defaults: dict[str, Any] = {}  # noqa: RUF012 - never changed

    def __new__(cls, *values: Any, **named: Any) -> Any:
        fields = cls._fields
        if len(values) != len(fields) or named:
            values = (*values, *cls._rest(fields[len(values) :], named))
        if len(values) != len(fields) or named:
            raise TypeError(f"{cls.__name__}() takes {', '.join(fields)}")
        return tuple.__new__(cls, values)

    @classmethod
    def _rest(cls, fields: Iterable[str], named: dict[str, Any]) -> list[Any]:
        """The values of the fields that are not given in their place; takes them out of `named`."""
        return [
            named.pop(field) if field in named else cls._defaults[field]
            for field in fields
            if field in named or field in cls._defaults
        ]

    @classmethod
    def _make(cls, values: Iterable[Any]) -> Any:
        return cls(*values)

    def _replace(self, **changed: Any) -> Any:
        return type(self)(**{**self._asdict(), **changed})

    def _asdict(self) -> dict[str, Any]:
        return dict(zip(self._fields, self, strict=True))

    def __repr__(self) -> str:
        parts = ", ".join(f"{field}={value!r}" for field, value in self._asdict().items())
        return f"{type(self).__name__}({parts})"

    def __getnewargs__(self) -> tuple[Any, ...]:
        return tuple(self)


class _Maker(type):
    """Turns the annotations of a class into the places of a tuple."""

    def __new__(cls, name: str, bases: tuple[type, ...], space: dict[str, Any]) -> Any:
        if not bases:
            return super().__new__(cls, name, bases, space)
        fields = tuple(space.pop("__annotations__", {}))
        defaults = {field: space.pop(field) for field in fields if field in space}
        places = {field: property(itemgetter(place)) for place, field in enumerate(fields)}
        return type(
            name, (_Named,), {**space, **places, "__slots__": (), "_fields": fields, "_defaults": defaults}
        )


class NamedTuple(metaclass=_Maker):
    """The base to write behind the name of the class."""
