"""Which papers of a checklist are meant: by number, name or title, of whom."""

import difflib
from collections.abc import Callable, Sequence
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
    if is_everybody(party):
        return lines
    holders = {found.holder.id for found in find_parties(one, party)}
    return [line for line in lines if line.holder.id in holders]


class Place(NamedTuple):
    """Where somebody stands: in whose list, as whom (None: it is they who hand it in)."""

    holder: Party
    person: Party | None


def find_parties(one: Application, typed: str) -> list[Place]:
    """Everybody of that name, in several roles and lists too, or the one in that role.

    Raises NotFound with the names there are, Ambiguous where several stand in the role.
    """
    parties = one.parties
    before, slash, word = typed.rpartition("/")
    if slash:
        holders = {place.holder.id for place in find_parties(one, before)}
        parties = [party for party in parties if party.holder_id in holders or party.id in holders]
    found = [party for party in parties if same_words(word, party.name)] or _in_role(one, parties, word)
    if not found:
        names = ", ".join(dict.fromkeys(party.name or party.role for party in one.parties))
        raise NotFound(
            _("There is no party {typed}; there are: {names}."), typed=word[:40] or "-", names=names
        )
    by_id = {party.id: party for party in one.parties}
    return [
        Place(party, None) if party.hands_in_a_list else Place(by_id[party.holder_id or 0], party)
        for party in found
    ]


def _in_role(one: Application, parties: Sequence[Party], word: str) -> list[Party]:
    """Who stands in a role: of the main list, else of any. Raises Ambiguous where that is more than one."""
    role = parse_role(word)
    found = [party for party in parties if party.role == role]
    found = [party for party in found if party.holder_id in (None, one.main.id)] or found
    if len(found) > 1:
        raise _several(one, word, found)
    return found


def _several(one: Application, typed: str, parties: Sequence[Party]) -> Ambiguous:
    names = {party.id: party.name or party.role for party in one.parties}
    lines = [
        f"{names[party.holder_id]}/{party_words(party)}" if party.holder_id else party_words(party)
        for party in parties
    ]
    return Ambiguous(_("{typed} may be any of these; say the name:"), lines, typed=typed[:40])


def find_party(one: Application, typed: str) -> Place:
    """The one party that is meant. Raises NotFound, Ambiguous."""
    found = find_parties(one, typed)
    if len(found) > 1:
        raise _several(one, typed, [place.person or place.holder for place in found])
    return found[0]


def meant(
    run: Invocation, one: Application, typed: str, party: str | None, *, of_all: bool = False
) -> list[Meant]:
    """The item or paper that a word means, and of whom; of `--party all` that of every list.

    Without `party` it is whoever hands the list in, where the paper is asked of them; with `of_all` everybody.
    Raises NotFound with the items there are, Ambiguous.
    """
    lines = lines_of(one, party)
    found = _named(one, lines, typed)
    if not found:
        raise _no_item(one, lines, typed)
    everybody = is_everybody(party)
    names = {(line.item.name, paper) for line, paper in found}
    if len(found) > 1 and not (everybody and len(names) == 1):
        words = [_told(one, line, paper) for line, paper in found]
        found = [found[chosen(run, _("{typed} may be any of these; say the name:"), typed, words)]]
    return [_meant(run, one, line, paper, party, of_all=of_all or everybody) for line, paper in found]


def is_everybody(party: str | None) -> bool:
    """Whether everybody in every list is meant."""
    return party is not None and party.lower() in EVERYBODY


def _told(one: Application, line: Line, paper: str | None) -> str:
    title = f"{line.holder.name}: {line.item.number} {line.item.title.here}"
    if paper is None:
        return title
    return f"{title}: {one.template_of(line.holder).paper_title(paper).here} ({paper})"


def _meant(
    run: Invocation, one: Application, line: Line, paper: str | None, party: str | None, *, of_all: bool
) -> Meant:
    parts = [part for part in line.bundle.parts() if paper is None or part.paper == paper]
    wanted = _persons(run, one, line, parts, party, of_all)
    return Meant(line, [part for part in parts if part.person.id in wanted], paper is None)


def _named(one: Application, lines: Sequence[Line], typed: str) -> list[tuple[Line, str | None]]:
    """What a word names among the items of some lists: by number; by name, title or part of one, papers first."""
    word = halfwidth(typed).strip()
    if word.isdigit():
        return [(line, None) for line in lines if len(word) < 6 and line.item.number == int(word)]
    for matches in (_is_name, _equals, _contains):
        papers = _papers(one, lines, lambda *names, matches=matches: matches(word, *names))
        if papers:
            return papers
        items = [line for line in lines if matches(word, line.item.name, *line.item.title)]
        if items:
            return [(line, None) for line in items]
    return []


def _papers(
    one: Application, lines: Sequence[Line], matches: Callable[..., bool]
) -> list[tuple[Line, str | None]]:
    """The papers inside items that a word means, each once for each list."""
    found: dict[tuple[int, str, str], tuple[Line, str | None]] = {
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


def _no_item(one: Application, lines: Sequence[Line], typed: str) -> NotFound:
    """The refusal of a word that means nothing: the nearest names, or the items there are."""
    names = dict.fromkeys(
        name for line in lines for name in (line.item.name, *(p.paper for p in line.bundle.parts()))
    )
    near = difflib.get_close_matches(typed.lower()[:60], names, n=3, cutoff=0.6)
    there = near or [f"{line.item.number} {line.item.name}" for line in lines]
    return NotFound(
        _("There is no item {typed} in {template}; there are: {items}."),
        typed=typed[:60],
        template=one.head.template,
        items=", ".join(dict.fromkeys(there)),
    )


def _persons(
    run: Invocation, one: Application, line: Line, parts: Sequence[Part], party: str | None, of_all: bool
) -> set[int]:
    """Of whom the papers are meant."""
    there = {part.person.id: part.person for part in parts}
    if party is not None and not is_everybody(party):
        places = [place for place in find_parties(one, party) if place.holder.id == line.holder.id]
        persons = {place.person.id for place in places if place.person is not None}
        if persons & there.keys():
            return persons & there.keys()
        if all(place.person is not None for place in places):
            raise NotFound(_("{item} is not asked of {party}."), item=line.item.title.here, party=party[:40])
    if of_all or len(there) < 2:
        return set(there)
    if line.holder.id in there:
        return {line.holder.id}
    several = list(there.values())
    sentence = _("{typed} is asked of several; say whose with --party:")
    return {several[chosen(run, sentence, typed_of(line), list(map(party_words, several)))].id}


def typed_of(line: Line) -> str:
    """An item as people read it."""
    return f"{line.item.number} {line.item.title.here}"


def taken(run: Invocation, one: Application, found: Meant, done: Callable[[Part], bool]) -> list[Part]:
    """The papers that come with an item: all of several, of alternatives the one that is said or begun.

    Those that are `done` are left out. Raises Ambiguous with the alternatives where none is said.
    """
    if not found.whole:
        return found.parts
    wanted = {(part.person.id, part.paper) for part in found.parts}
    parts = _taken(run, one, found.line, found.line.bundle)
    return [part for part in parts if (part.person.id, part.paper) in wanted and not done(part)]


def _taken(run: Invocation, one: Application, line: Line, bundle: Bundle) -> list[Part]:
    if bundle.part:
        return [bundle.part]
    if not bundle.options:
        return [part for inside in bundle.every for part in _taken(run, one, line, inside)]
    begun = [option for option in bundle.options if option.state != "missing"]
    if len(begun) == 1 or len(bundle.options) == 1:
        return _taken(run, one, line, (begun or bundle.options)[0])
    words = [_option(one, option) for option in bundle.options]
    index = chosen(run, _("{typed} can be any of these papers; say which:"), typed_of(line), words)
    return _taken(run, one, line, bundle.options[index])


def _option(one: Application, bundle: Bundle) -> str:
    """An alternative as people read it, and as it is typed."""
    papers = dict.fromkeys((words_of(one, part).here, part.paper) for part in bundle.parts())
    return " + ".join(f"{title} ({paper})" for title, paper in papers)
