"""What the due list says of a checklist, in both languages: the book keeps it, whoever looks has a language."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from crmcli.checklist.queries import Application
from crmcli.checklist.standing import Line, Part
from crmcli.checklist.template import Words

MISSING = Words("papers missing ({count}): {items}", "缺资料 {count} 项：{items}")
OPEN_POINTS = Words("open points ({count}): {items}", "未完成 {count} 项：{items}")
AND_MORE = Words(" … and {count} more", " 等，另有 {count} 项")
MOST_NAMED = 12
TO_ACCEPT = Words("all papers are there: {acceptance}", "资料已齐：{acceptance}")
TO_VERIFY = Words("to be verified", "待核实")
EXPIRES = Words("{paper} of {who} expires on {day}", "{who}的{paper} {day} 到期")
OWN_EXPIRES = Words("{paper} expires on {day}", "{paper} {day} 到期")


def owed_phrase(one: Application, *, with_title: bool) -> Words:
    """What of one application is missing, or that somebody has to look at it."""
    template, missing = one.template, one.standing.missing
    if missing:
        pattern = MISSING if template.subject == "customer" else OPEN_POINTS
        some = titles_in_words(one, missing[:MOST_NAMED])
        rest = len(missing) - MOST_NAMED
        more = [AND_MORE.en.format(count=rest), AND_MORE.zh.format(count=rest)] if rest > 0 else ["", ""]
        told = Words(
            pattern.en.format(count=len(missing), items=some.en + more[0]),
            pattern.zh.format(count=len(missing), items=some.zh + more[1]),
        )
    else:
        acceptance = template.acceptance or TO_VERIFY
        told = Words(
            TO_ACCEPT.en.format(acceptance=acceptance.en), TO_ACCEPT.zh.format(acceptance=acceptance.zh)
        )
    if not with_title:
        return told
    return Words(f"{template.title.en}: {told.en}", f"{template.title.zh}：{told.zh}")


def titles_in_words(one: Application, lines: Sequence[Line]) -> Words:
    """The titles of items, those of others than the main party behind who that is."""
    parts = []
    for holder, group in groupby(lines, key=lambda line: line.holder):
        titles = [line.item.title for line in group]
        words = Words(", ".join(title.en for title in titles), "、".join(title.zh for title in titles))
        who = holder.name or holder.role
        parts.append(words if holder.id == one.main.id else Words(f"{who}: {words.en}", f"{who}：{words.zh}"))
    return Words("; ".join(part.en for part in parts), "；".join(part.zh for part in parts))


def expiry_phrase(found: Sequence[Application], day: date, part: Part) -> Words:
    """Which paper ends when; whose it is where it is not the customer's own."""
    one = next(each for each in found if any(part in line.bundle.counting() for line in each.standing.lines))
    title = one.templates[str(part.holder.template)].paper_title(part.paper)
    own = part.person.id == one.main.id
    pattern = OWN_EXPIRES if own else EXPIRES
    who = part.person.name or part.person.role
    return Words(
        pattern.en.format(paper=title.en, who=who, day=day),
        pattern.zh.format(paper=title.zh, who=who, day=day),
    )
