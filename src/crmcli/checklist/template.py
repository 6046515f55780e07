"""A checklist template as plain values: what reads and rules work with. Made from the JSON that the book keeps.

A requirement is one paper, or `every` of several, or any one of `options`. `whose` says for which persons it is
asked, each of them; without it, for whoever the requirement around it is asked for.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from crmcli.kit.i18n import language


class Words(NamedTuple):
    """A wording in both languages."""

    en: str
    zh: str

    @property
    def here(self) -> str:
        """The wording in the language of this run."""
        return self.zh if language() == "zh" else self.en


class Span(NamedTuple):
    """A period before the application that a paper must cover: `unit` as in periods.py."""

    unit: str
    number: int


class Requirement(NamedTuple):
    """One paper, all of several, or any one of them."""

    paper: str | None = None
    every: tuple["Requirement", ...] = ()
    options: tuple["Requirement", ...] = ()
    whose: tuple[str, ...] = ()
    when: str = ""
    at_least: int = 1
    covers: tuple[Span, ...] = ()
    form: tuple[str, ...] = ()
    max_age: str = ""  # a duration: not issued earlier than this before the application


class Item(NamedTuple):
    """One numbered line of the list. `optional`: on which facts it may be left out; `open`: whatever comes."""

    number: int
    name: str
    title: Words
    requirement: Requirement
    when: str = ""
    optional: str = ""
    open: bool = False
    waived_by: str = "anyone"


class Holder(NamedTuple):
    """A role that hands in a list of its own: the template for a person and the one for a company."""

    role: str
    person: str
    company: str


class Collateral(NamedTuple):
    """Asked for where holders are not there: `unless` "one" of them, or "both", are."""

    unless: str
    title: Words


class Fact(NamedTuple):
    """Something that conditions ask about, and what is assumed while nobody has said it."""

    ask: Words
    default: bool


class Template(NamedTuple):
    """A whole template."""

    name: str
    title: Words
    subject: str  # "customer", or whose name the list stands under: "office", "partner"
    main: str  # the role of the customer
    items: tuple[Item, ...]
    papers: Mapping[str, Words]
    facts: Mapping[str, Fact]
    role_conditions: Mapping[str, str]
    holders: tuple[Holder, ...]
    collateral: Collateral | None
    notes: tuple[Words, ...]
    acceptance: Words | None
    deadline_working_days: int | None

    def paper_title(self, paper: str) -> Words:
        """What a paper is called; an item of one paper gives it its own title."""
        return self.papers[paper]

    @property
    def roles(self) -> tuple[str, ...]:
        """Every role that this template asks a paper of, besides whoever hands the list in."""
        found: dict[str, None] = {}
        for item in self.items:
            found.update(dict.fromkeys(_roles_in(item.requirement)))
        return tuple(role for role in found if role != "self")


def _roles_in(requirement: Requirement) -> Sequence[str]:
    below = [role for part in (*requirement.every, *requirement.options) for role in _roles_in(part)]
    return [*requirement.whose, *below]


def papers_of(requirement: Requirement) -> list[str]:
    """The papers that a requirement asks for, alternatives too."""
    own = [requirement.paper] if requirement.paper else []
    return own + [paper for part in (*requirement.every, *requirement.options) for paper in papers_of(part)]


def template_from(document: Mapping[str, Any]) -> Template:
    """The template of a checked document, as TOML or the book's JSON has it."""
    items = tuple(_item(number, item) for number, item in enumerate(document["item"], start=1))
    papers = {name: _words(words) for name, words in document.get("paper", {}).items()}
    for item in items:
        papers.setdefault(item.name, item.title)
    collateral = document.get("collateral")
    if collateral:
        papers["collateral"] = _words(collateral["title"])
    return Template(
        document["name"],
        _words(document["title"]),
        document.get("subject", "customer"),
        document["main"],
        items,
        papers,
        {name: Fact(_words(fact["ask"]), fact["default"]) for name, fact in document.get("fact", {}).items()},
        {role: condition["when"] for role, condition in document.get("role", {}).items()},
        tuple(Holder(**holder) for holder in document.get("holder", ())),
        Collateral(collateral["unless"], _words(collateral["title"])) if collateral else None,
        tuple(_words(note) for note in document.get("note", ())),
        _words(document["acceptance"]) if document.get("acceptance") else None,
        document.get("deadline_working_days"),
    )


def _item(number: int, item: Mapping[str, Any]) -> Item:
    requirement = _requirement({"paper": item["name"], **item} if _is_one_paper(item) else item)
    return Item(
        number,
        item["name"],
        _words(item["title"]),
        requirement._replace(whose=requirement.whose or ("self",), when=""),
        item.get("when", ""),
        item.get("optional", ""),
        item.get("open", False),
        item.get("waived_by", "anyone"),
    )


def _is_one_paper(item: Mapping[str, Any]) -> bool:
    return not (item.get("paper") or item.get("all") or item.get("any"))


def _requirement(part: Mapping[str, Any]) -> Requirement:
    """A part of an item; how many, which form and which period pass down to the papers inside."""
    passed = {key: part[key] for key in ("at_least", "covers", "form", "max_age") if part.get(key)}

    def inside(key: str) -> tuple[Requirement, ...]:
        return tuple(_requirement({**passed, **below}) for below in part.get(key) or ())

    return Requirement(
        part.get("paper"),
        inside("all"),
        inside("any"),
        tuple(part.get("whose", ())),
        part.get("when", ""),
        part.get("at_least", 1),
        tuple(Span(unit, number) for span in part.get("covers", ()) for unit, number in span.items()),
        tuple(part.get("form", ())),
        part.get("max_age", ""),
    )


def _words(words: Mapping[str, str]) -> Words:
    return Words(words["en"], words["zh"])
