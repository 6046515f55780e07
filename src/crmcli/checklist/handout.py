"""A hand-out for the customer: what to bring, as Markdown to print or as plain text for a chat."""

from collections.abc import Iterator
from datetime import date

from crmcli.checklist.queries import Application
from crmcli.checklist.showing import checklist_mapping
from crmcli.checklist.standing import Line
from crmcli.checklist.vocabulary import GATHERED
from crmcli.checklist.wording import line_words, party_words
from crmcli.kit.cli.results import Text
from crmcli.kit.dates import describe_date
from crmcli.kit.i18n import _


def handout(one: Application, today: date, *, markdown: bool, everything: bool) -> Text:
    """What is still to be brought (with `everything`: all of it, what is there ticked off)."""
    lines = "\n".join(_page(one, markdown=markdown, everything=everything))
    return Text(lines, checklist_mapping(one, today))


def _page(one: Application, *, markdown: bool, everything: bool) -> Iterator[str]:
    title = _("{title}: {name}").format(title=one.template.title.here, name=one.head.name)
    yield f"# {_safe(title)}" if markdown else title
    if one.head.deadline_on is not None:
        yield from _gap(markdown)
        yield _("Please bring everything by {day}.").format(day=describe_date(one.head.deadline_on))
    asked = [line for line in one.standing.lines if line.state != "optional"]
    wanted = [line for line in asked if everything or line.state not in GATHERED]
    holders = list(dict.fromkeys(line.holder for line in wanted))
    for holder in holders:
        if len({line.holder for line in one.standing.lines}) > 1:
            yield ""
            yield f"## {_safe(party_words(holder))}" if markdown else f"{party_words(holder)}:"
        yield from _gap(markdown)
        for line in wanted:
            if line.holder == holder:
                yield from _item(one, line, markdown=markdown)
    if not wanted:
        yield from _gap(markdown)
        yield _("Everything is there, thank you.")
    notes = [note.here for note in one.template.notes]
    if notes and wanted:
        yield ""
        yield from (f"> {_safe(note)}" if markdown else note for note in notes)


def _gap(markdown: bool) -> Iterator[str]:
    if markdown:
        yield ""


def _safe(text: str) -> str:
    """Text that Markdown shows as it is."""
    return "".join(f"\\{character}" if character in "\\`*_[]<>#|" else character for character in text)


def _item(one: Application, line: Line, *, markdown: bool) -> Iterator[str]:
    done = line.state in GATHERED
    title = f"{line.item.number}. {line.item.title.here}"
    words = "" if done else line_words(one, line)
    text = f"{title}: {words}" if words else title
    if markdown:
        yield f"- [{'x' if done else ' '}] {_safe(text)}"
    else:
        yield f"{_('[there] ') if done else ''}{text}"
