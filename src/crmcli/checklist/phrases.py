"""What the due list says of a checklist, in both languages: the book keeps it, whoever looks has a language."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import groupby

from crmcli.checklist.queries import Application
from crmcli.checklist.standing import Line, Part
from crmcli.checklist.template import Words
from crmcli.checklist.wording import enumerate_words, line_words, title_of
from crmcli.kit.i18n import _, _n, in_both_languages

MOST_NAMED = 12
MOST_NAMED_OF_MAIN = 8


def in_both(say: Callable[[], str]) -> Words:
    """The same words in English and in Chinese."""
    return Words(*in_both_languages(say))


def owed_words(applications: Sequence[Application]) -> Words:
    """What of some applications is missing, or that somebody has to look at them."""
    several = len(applications) > 1
    return in_both(lambda: "; ".join(_owed(one, with_title=several) for one in applications))


def _owed(one: Application, *, with_title: bool) -> str:
    template, missing = one.template, one.standing.missing
    if missing:
        pattern = (
            _("papers missing ({count}): {items}")
            if template.subject == "customer"
            else _("open points ({count}): {items}")
        )
        told = pattern.format(
            count=len(missing), items=missing_words(one, shortened=len(missing) > MOST_NAMED)
        )
    else:
        acceptance = template.acceptance.here if template.acceptance else _("to be verified")
        told = _("All papers are there: {next}.").format(next=acceptance).rstrip(".。")
    return _("{what}: {why}").format(what=template.title.here, why=told) if with_title else told


def missing_words(one: Application, *, shortened: bool = False) -> str:
    """The items that are missing, list by list; of a bundle that is partly there what it lacks.

    Shortened, the first of the main party's and how many of the others': the rest is in `crm checklist show`.
    """
    parts = []
    for holder, group in groupby(one.standing.missing, key=lambda line: line.holder):
        lines = list(group)
        who = holder.name or holder.role
        if holder.id == one.main.id:
            parts.append(_named(one, lines[:MOST_NAMED_OF_MAIN] if shortened else lines, len(lines)))
        elif shortened:
            parts.append(
                _("{what}: {why}").format(
                    what=who, why=_n("{count} item", "{count} items", len(lines)).format(count=len(lines))
                )
            )
        else:
            parts.append(_("{what}: {why}").format(what=who, why=_named(one, lines, len(lines))))
    return "; ".join(parts)


def _named(one: Application, lines: Sequence[Line], count: int) -> str:
    words = enumerate_words(_item(one, line) for line in lines)
    return (
        words
        if len(lines) == count
        else _("{words} and {count} more").format(words=words, count=count - len(lines))
    )


def _item(one: Application, line: Line) -> str:
    """An item's title, and where something of it has come, what is still lacking."""
    title = line.item.title.here
    lacking = line_words(one, line) if line.state in ("partial", "rejected") else ""
    return f"{title} ({lacking})" if lacking else title


def expiry_words(applications: Sequence[Application], ending: Sequence[tuple[date, Part]]) -> Words:
    """Which papers end when, those of one person and day together; whose where it is not the customer."""
    return in_both(lambda: "; ".join(_expiries(applications, ending)))


def _expiries(applications: Sequence[Application], ending: Sequence[tuple[date, Part]]) -> Iterable[str]:
    papers: dict[tuple[date, str], list[str]] = {}
    for day, part in ending:
        one = next(each for each in applications if part.holder in each.records.parties)
        who = "" if part.person.id == one.main.id else part.person.name or part.person.role
        papers.setdefault((day, who), []).append(title_of(one, part))
    for (day, who), titles in papers.items():
        told = enumerate_words(dict.fromkeys(titles))
        told = _("{who}'s {papers}").format(who=who, papers=told) if who else told
        yield _("{papers} until {day}").format(papers=told, day=day)
