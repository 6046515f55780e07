"""Which papers of a checklist are meant: by number, name or title, of whom."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from crmcli.checklist.queries import Application
from crmcli.checklist.records import Party
from crmcli.checklist.selection import EVERYBODY, chosen
from crmcli.checklist.standing import Bundle, Line, Part
from crmcli.checklist.typed import same_words
from crmcli.checklist.vocabulary import parse_role
from crmcli.checklist.wording import party_words, words_of
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.errors import Ambiguous, NotFound
from crmcli.kit.i18n import _
from crmcli.kit.text import fold, halfwidth


class Meant(NamedTuple):
    """What one typed word means: an item of one list, and which of its papers, of which persons.

    `whole`: the item as such, not one of its papers.
    """

    line: Line
    parts: list[Part]
    whole: bool


def lines_of(one: Application, party: str | None) -> list[Line]:
    """The items among which words are looked for: the main party's, or those of the lists that `party` is in."""
    lines = list(one.standing.lines)
    if party is None:
        return [line for line in lines if line.holder.id == one.main.id]
    if party.lower() in EVERYBODY:
        return lines
    holders = {found.holder.id for found in find_parties(one, party)}
    return [line for line in lines if line.holder.id in holders]


class Place(NamedTuple):
    """Where somebody stands: in whose list, as whom (None: it is they who hand it in)."""

    holder: Party
    person: Party | None


def find_parties(one: Application, typed: str) -> list[Place]:
    """Everybody of that name, one person in several roles too, or in that role; NotFound with the names there are."""
    parties = list(one.records.parties)
    by_id = {party.id: party for party in parties}
    before, slash, word = typed.rpartition("/")
    if slash:
        holders = {place.holder.id for place in find_parties(one, before)}
        parties = [party for party in parties if party.holder_id in holders]
    found = [party for party in parties if same_words(word, party.name)]
    if not found:
        role = parse_role(word)
        found = [party for party in parties if party.role == role]
        found = [party for party in found if party.holder_id in (None, one.main.id)] or found
    if not found:
        names = ", ".join(party.name or party.role for party in one.records.parties)
        raise NotFound(
            _("There is no party {typed}; there are: {names}."), typed=word[:40] or "-", names=names
        )
    return [
        Place(party, None) if party.template is not None else Place(by_id[party.holder_id or 0], party)
        for party in found
    ]


def find_party(one: Application, typed: str) -> Place:
    """The one party that is meant. Raises NotFound, Ambiguous."""
    found = find_parties(one, typed)
    if len(found) > 1:
        raise Ambiguous(
            _("{typed} may be any of these; say the name:"),
            [f"{place.holder.name}/{party_words(place.person or place.holder)}" for place in found],
            typed=typed[:40],
        )
    return found[0]


def meant(run: Invocation, one: Application, typed: str, party: str | None, *, of_all: bool = False) -> Meant:
    """The item or paper that a word means, and of whom.

    Without `party` it is whoever hands the list in, where the paper is asked of them; with `of_all` everybody.
    Raises NotFound with the items there are, Ambiguous.
    """
    lines = lines_of(one, party)
    line, paper = _line_and_paper(run, one, lines, typed)
    parts = [part for part in line.bundle.parts() if paper is None or part.paper == paper]
    wanted = _persons(run, one, line, parts, party, of_all)
    parts = [part for part in parts if part.person.id in wanted]
    return Meant(line, parts, paper is None)


def _line_and_paper(
    run: Invocation, one: Application, lines: Sequence[Line], typed: str
) -> tuple[Line, str | None]:
    word = halfwidth(typed).strip()
    if word.isdigit():
        lines = [line for line in lines if line.item.number == int(word)] if len(word) < 6 else []
        return _one_line(run, one, lines, typed), None
    for matches in (_is_name, _equals, _contains):
        papers = _papers(one, lines, lambda *names, matches=matches: matches(word, *names))
        if papers:
            words = [f"{line.item.number}  {line.item.title.here}: {paper}" for line, paper in papers]
            sentence = _("{typed} may be any of these; say the name:")
            return papers[0 if len(papers) == 1 else chosen(run, sentence, typed, words)]
        named = [line for line in lines if matches(word, line.item.name, *line.item.title)]
        if named:
            return _one_line(run, one, named, typed), None
    raise _no_item(one, lines, typed)


def _papers(one: Application, lines: Sequence[Line], matches: Callable[..., bool]) -> list[tuple[Line, str]]:
    """The papers inside items that a word means, each once for each list."""
    found = {
        (line.holder.id, line.item.name, part.paper): (line, part.paper)
        for line in lines
        for part in line.bundle.parts()
        if matches(part.paper, *words_of(one, part))
    }
    return list(found.values())


def _is_name(typed: str, name: str, *_titles: str) -> bool:
    return typed.lower() == name


def _equals(typed: str, *names: str) -> bool:
    return same_words(typed, *names)


def _contains(typed: str, *names: str) -> bool:
    folded = fold(typed)
    return len(folded) > 1 and any(folded in fold(name) for name in names)


def _one_line(run: Invocation, one: Application, lines: Sequence[Line], typed: str) -> Line:
    if not lines:
        raise _no_item(one, lines_of(one, None), typed)
    if len(lines) == 1:
        return lines[0]
    words = [
        f"{line.item.number}  {line.item.name}  {line.item.title.here}  {line.holder.name}" for line in lines
    ]
    return lines[chosen(run, _("{typed} may be any of these; say the name:"), typed, words)]


def _no_item(one: Application, lines: Iterable[Line], typed: str) -> NotFound:
    there = ", ".join(f"{line.item.number} {line.item.name}" for line in lines)
    return NotFound(
        _("There is no item {typed} in {template}; there are: {items}."),
        typed=typed[:60],
        template=one.head.template,
        items=there,
    )


def _persons(
    run: Invocation, one: Application, line: Line, parts: Sequence[Part], party: str | None, of_all: bool
) -> set[int]:
    """Of whom the papers are meant."""
    there = {part.person.id: part.person for part in parts}
    everybody = party is not None and party.lower() in EVERYBODY
    if party is not None and not everybody:
        places = find_parties(one, party)
        persons = {place.person.id for place in places if place.person is not None}
        if persons and all(place.person is not None for place in places) and not persons & there.keys():
            raise NotFound(_("{item} is not asked of {party}."), item=line.item.title.here, party=party[:40])
        if persons & there.keys():
            return persons & there.keys()
    if of_all or len(there) < 2 or everybody:
        return set(there)
    if line.holder.id in there:
        return {line.holder.id}
    several = list(there.values())
    sentence = _("{typed} is asked of several; say whose with --party:")
    return {several[chosen(run, sentence, typed_of(line), list(map(party_words, several)))].id}


def typed_of(line: Line) -> str:
    """An item as people read it."""
    return f"{line.item.number} {line.item.title.here}"


def taken(run: Invocation, found: Meant, done: Callable[[Part], bool] = lambda _part: False) -> list[Part]:
    """The papers that come with an item: all of several, of alternatives the one that is said or begun.

    Raises Ambiguous with the alternatives where none is.
    """
    if not found.whole:
        return found.parts
    wanted = {(part.person.id, part.paper) for part in found.parts}
    parts = _taken(run, found.line, found.line.bundle)
    return [part for part in parts if (part.person.id, part.paper) in wanted and not done(part)]


def _taken(run: Invocation, line: Line, bundle: Bundle) -> list[Part]:
    if bundle.part:
        return [bundle.part]
    if not bundle.options:
        return [part for inside in bundle.every for part in _taken(run, line, inside)]
    begun = [option for option in bundle.options if option.state != "missing"]
    if len(begun) == 1 or len(bundle.options) == 1:
        return _taken(run, line, (begun or bundle.options)[0])
    words = [" + ".join(dict.fromkeys(part.paper for part in option.parts())) for option in bundle.options]
    index = chosen(run, _("{typed} can be any of these papers; say which:"), typed_of(line), words)
    return _taken(run, line, bundle.options[index])
