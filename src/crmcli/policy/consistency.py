"""What of a playbook does not go together: each fault with the places of the file from which it follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from crmcli.kit.i18n import _
from crmcli.kit.toml_models import nearest_word
from crmcli.kit.toml_reading import Fault, Location
from crmcli.kit.where.fields import folded
from crmcli.policy.visit_record import VISIT_ASPECTS, VISIT_FACTS
from crmcli.policy.visit_schema import SUMMARY

if TYPE_CHECKING:
    from crmcli.policy.field_schema import ChoiceSection, ColumnSection, FieldSection
    from crmcli.policy.schema import Playbook

Named = tuple[Location, str]  # where a name stands, and the name
_COUNTED = ("number", "money")
_WITH_CHOICES = ("choice", "choices")
_NO_COLUMN_TYPES = ("records", "choices", "file")  # a cell of a record is one plain value


def playbook_faults(playbook: Playbook) -> Iterator[Fault]:
    """Every fault, in the order of the keys."""
    yield from _grade_faults(playbook)
    yield from _visit_faults(playbook)
    yield from _twice("group", [one.name for one in playbook.group])
    yield from _twice("source", [one.name for one in playbook.source])
    groups = [group.name for group in playbook.group]
    for place, field in enumerate(playbook.field):
        at: Location = ("field", place)
        if field.group not in groups:
            words = _("field {name}: there is no group {group}; there are: {groups}").format(
                name=field.name, group=field.group, groups=", ".join(groups) or "-"
            )
            yield Fault((), words, ((*at, "group"), ("group", None, "name")))
        yield from field_faults(at, field)
    yield from _clashes((), [(("field", place), one) for place, one in enumerate(playbook.field)])


def _grade_faults(playbook: Playbook) -> Iterator[Fault]:
    letters = [grade.letter for grade in playbook.grade]
    places: Location = ("grade", None, "letter")
    yield from _twice("grade", letters, "letter", at=("grade",))
    if playbook.lost_grade not in letters:
        words = _("lost_grade {letter} is not among the grades").format(letter=playbook.lost_grade)
        yield Fault((), words, (("lost_grade",), places))
    for letter in playbook.reports.least_in_grade:
        if letter not in letters:
            words = _("least_in_grade {letter} is not among the grades").format(letter=letter)
            yield Fault((), words, (("reports", "least_in_grade"), places))


def _visit_faults(playbook: Playbook) -> Iterator[Fault]:
    """Whether forms and phrases name aspects that there are."""
    names = [section.name for section in playbook.visit_aspect]
    yield from _twice("visit_aspect", names)
    aspects = (*VISIT_ASPECTS, *names)
    asked: list[tuple[Location, Sequence[str], Sequence[str]]] = [
        (("visit_form", kind), [*form.ask, *form.required], (*aspects, *VISIT_FACTS))
        for kind, form in playbook.visit_form.items()
    ]
    asked.append((("visit_phrases",), list(playbook.visit_phrases), (SUMMARY, *aspects)))
    for at, used, known in asked:
        for name in dict.fromkeys(used):
            if name not in known:
                words = _("{place}: {name} is no part of a visit; did you mean {near}?").format(
                    place=".".join(map(str, at)), name=name, near=nearest_word(name, known)
                )
                yield Fault((), words, (at, ("visit_aspect", None, "name")))


def _twice(section: str, names: Sequence[str], key: str = "name", at: Location = ()) -> Iterator[Fault]:
    for name in dict.fromkeys(names):
        places = [place for place, one in enumerate(names) if one == name]
        if len(places) > 1:
            words = _("{letter} is defined twice").format(letter=name)
            yield Fault(at, words, tuple((section, place, key) for place in places))


def field_faults(at: Location, field: FieldSection) -> Iterator[Fault]:
    """What of a field, its columns among it, does not go together; `at` is where it stands."""

    def fault(words: str, *keys: str) -> Fault:
        return Fault(at, words.format(name=field.name), tuple((*at, key) for key in keys))

    yield from column_faults(at, field, field.name)
    if (field.verification == "computed") != (field.computed_from is not None):
        words = _("{name}: computed_from belongs to the class computed, and only to it")
        yield fault(words, "verification", "computed_from")
    if field.sensitive and field.card_column is not None:
        words = _("{name}: a column of the card is never masked, so it cannot be sensitive")
        yield fault(words, "sensitive", "card_column")
    if (field.type == "records") != bool(field.column):
        yield fault(_("{name}: columns belong to the type records, and only to it"), "type", "column")
    for place, column in enumerate(field.column):
        here: Location = (*at, "column", place)
        name = f"{field.name}.{column.name}"
        yield from column_faults(here, column, name)
        if column.type in _NO_COLUMN_TYPES:
            words = _("{name}: a column cannot have the type {type}").format(name=name, type=column.type)
            yield Fault(at, words, ((*here, "type"),))
    yield from _clashes(at, [((*at, "column", place), one) for place, one in enumerate(field.column)])


def column_faults(at: Location, column: ColumnSection, name: str) -> Iterator[Fault]:
    """What of that which fields and columns have in common does not go together; `name` is what it is told by."""

    def fault(words: str, *keys: str) -> Fault:
        return Fault(at, words.format(name=name), tuple((*at, key) for key in keys))

    if (column.type in _WITH_CHOICES) != bool(column.choices):
        words = _("{name}: choices belong to the types choice and choices, and only to them")
        yield fault(words, "type", "choices")
    if column.expires and column.type != "date":
        yield fault(_("{name}: expires belongs to the type date, and only to it"), "type", "expires")
    if (column.min is not None or column.max is not None) and column.type not in _COUNTED:
        yield fault(_("{name}: min and max belong to the types number and money"), "type", "min", "max")
    if column.min is not None and column.max is not None and column.min > column.max:
        yield fault(_("{name}: min is more than max"), "min", "max")
    if column.past and (column.type != "date" or column.expires):
        words = _("{name}: past belongs to the type date, and not to a day that expires")
        yield fault(words, "type", "past", "expires")
    yield from _choice_faults((*at, "choices"), column.choices, name)


def _choice_faults(at: Location, choices: Sequence[ChoiceSection], name: str) -> Iterator[Fault]:
    """No two choices go by one word: whoever types it would get the first of them."""
    named = (
        ((*at, place), ((*at, place, key), getattr(choice, key)))
        for place, choice in enumerate(choices)
        for key in ("key", "en", "zh")
    )
    for one, other in _sharing(named):
        keys = choices[_place(one[0])].key, choices[_place(other[0])].key
        words = (
            _("{name}: the choice {one} is defined twice").format(name=name, one=keys[0])
            if keys[0] == keys[1]
            else _("{name}: the choices {one} and {other} are both called {word}").format(
                name=name, one=keys[0], other=keys[1], word=other[1]
            )
        )
        yield Fault(at[:-1], words, (one[0], other[0]))


def _place(location: Location) -> int:
    """Which of the choices a word of it stands in."""
    place = location[-2]
    assert isinstance(place, int)
    return place


def _clashes(at: Location, sections: Sequence[tuple[Location, ColumnSection]]) -> Iterator[Fault]:
    """No two are called the same, in either language."""
    names = {place: section.name for place, section in sections}
    named = ((place, word) for place, section in sections for word in _words_of(place, section))
    for one, other in _sharing(named):
        first, second = (names[place[: len(sections[0][0])]] for place, _word in (one, other))
        words = (
            _("{letter} is defined twice").format(letter=first)
            if first == second
            else _("{name} and {other} are both called {word}").format(
                name=first, other=second, word=folded(other[1])
            )
        )
        yield Fault(at, words, (one[0], other[0]))


def _words_of(at: Location, section: ColumnSection) -> Iterator[Named]:
    yield (*at, "name"), section.name
    yield (*at, "title", "en"), section.title.en
    yield (*at, "title", "zh"), section.title.zh
    for word in section.also:
        yield (*at, "also"), word


def _sharing(named: Iterable[tuple[Location, Named]]) -> Iterator[tuple[Named, Named]]:
    """Each word that two sections share, with where it stands in both; two sections are told once."""
    taken: dict[str, tuple[Location, Named]] = {}
    told: set[tuple[Location, Location]] = set()
    for section, one in named:
        known, first = taken.setdefault(folded(one[1]), (section, one))
        if known != section and (known, section) not in told:
            told.add((known, section))
            yield first, one
