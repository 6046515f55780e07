"""What may be asked about: the registry that capabilities fill with their fields."""

from __future__ import annotations

from types import MappingProxyType

from crmcli.kit.i18n import language

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Literal, NamedTuple

    Kind = Literal["text", "word", "int", "number", "money", "date", "bool", "set"]
else:
    from crmcli.kit.named import NamedTuple

Bound = str | int | float

_NO_WORDS: Mapping[str, str] = MappingProxyType({})


class Walk(NamedTuple):
    """A stretch of an index that has the values of a field in their order.

    `test` says which entries, called f, belong to it, `order` by what they are ordered: "" where all have one value.
    """

    of_index: str
    test: str
    order: str
    parameters: tuple[Bound, ...]


class Field(NamedTuple):
    """One field: how people name it, the SQL that reads it, and how its values are typed.

    `sql` is a column or an expression in brackets, NULL or '' where the field is empty: integer fen for
    "money", ISO text for "date", 0 or 1 for "bool". What has several values has `exists_sql`, a condition with
    places for a `{test}` over `value_sql`; a "set" (tags, phones) has no `sql`, other kinds one for sorting.
    `parameters` are bound wherever `sql` or `exists_sql` is written; in the latter their `?` stand before `{test}`.
    """

    name: str
    sql: str
    kind: Kind
    aliases: tuple[str, ...] = ()
    words: Mapping[str, str] = _NO_WORDS
    """Typed variant to stored word (企业 -> company); where there are any, another word is refused."""
    exists_sql: str = ""
    value_sql: str = "value"
    direction: Literal["past", "future"] = "past"
    """How an open date (fri, 12-01) is taken: the latest past one or the next to come."""
    ordered: bool = False
    """Whether `<` and `>` make sense for a "text" or "word"; numbers in ordered text compare as numbers."""
    normalise: Callable[[str], str] | None = None
    """Turns the value of `=` and `in` into what is stored (a phone in any format), or raises ValueRefused."""
    equals_sql: tuple[str, ...] = ()
    """What `=` and `in` compare with the normalised value instead of `sql`: it passes where one of them is equal."""
    parameters: tuple[Bound, ...] = ()
    walks: tuple[Walk, ...] = ()
    """The order of `sql`, stretch by stretch, where an index has it; the last has what belongs to no other."""
    replaced: tuple[Field, ...] = ()
    """Other meanings of the same name, of values from before; a test that holds of one of them holds."""

    @property
    def label(self) -> str:
        """The name to show: in Chinese the first Chinese alias, if there is one."""
        if language() == "zh":
            return next((alias for alias in self.aliases if not alias.isascii()), self.name)
        return self.name


class Fields:
    """Finds a field by any of its names, whatever the case or width; `custom` is asked about other names.

    `preferred` is asked before the aliases of the built-in fields, not before their own names. `custom_names` lists
    the names that both know, for suggestions only. Two fields that claim one name are a ValueError.
    """

    def __init__(
        self,
        fields: Iterable[Field],
        custom: Callable[[str], Field | None] | None = None,
        custom_names: Callable[[], Iterable[str]] = tuple,
        preferred: Callable[[str], Field | None] | None = None,
    ) -> None:
        self._by_name: dict[str, Field] = {}
        self._custom = custom
        self._custom_names = custom_names
        self._preferred = preferred
        for field in fields:
            for name in (field.name, *field.aliases):
                if self._by_name.setdefault(folded(name), field) is not field:
                    raise ValueError(f"two fields are called {name}")

    def find(self, name: str) -> Field | None:
        """The field of that name; a built-in one hides a custom one."""
        key = folded(name)
        field = self._by_name.get(key)
        if self._preferred and (field is None or folded(field.name) != key):
            field = self._preferred(name) or field
        return self._custom(name) if field is None and self._custom else field

    def built_in(self, name: str) -> Field | None:
        """The built-in field of that very name."""
        return self._by_name.get(folded(name))

    def nearest(self, name: str) -> str | None:
        """The known name that looks most like `name`, for a suggestion."""
        return nearest(name, [*self._by_name, *self._custom_names()])

    def labels(self) -> list[str]:
        """The names to show for the built-in fields, each once, in the order of registration."""
        return list(dict.fromkeys(field.label for field in self._by_name.values()))


def folded(name: str) -> str:
    """The form in which names are compared: without case and without full-width letters."""
    if name.isascii():
        return name.lower()
    from unicodedata import normalize

    return normalize("NFKC", name).casefold()


def nearest(typed: str, known: Iterable[str]) -> str | None:
    """The most similar of `known`; half of a two-character Chinese name is similar enough."""
    from difflib import get_close_matches

    by_fold = {folded(name): name for name in known}
    # A long word is a pasted text, not a slip of the finger, and comparing it is slow.
    found = get_close_matches(folded(typed[:50]), by_fold, n=1, cutoff=0.5)
    return by_fold[found[0]] if found else None
