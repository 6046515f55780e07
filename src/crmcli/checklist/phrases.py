"""What the due list says of a checklist, in both languages: the book keeps it, whoever looks has a language."""

from collections.abc import Sequence
from datetime import date

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
        items = [item_words(one, line) for line in missing]
        told = Words(
            pattern.en.format(
                count=len(missing), items=_some([item.en for item in items], ", ", AND_MORE.en)
            ),
            pattern.zh.format(
                count=len(missing), items=_some([item.zh for item in items], "、", AND_MORE.zh)
            ),
        )
    else:
        acceptance = template.acceptance or TO_VERIFY
        told = Words(
            TO_ACCEPT.en.format(acceptance=acceptance.en), TO_ACCEPT.zh.format(acceptance=acceptance.zh)
        )
    if not with_title:
        return told
    return Words(f"{template.title.en}: {told.en}", f"{template.title.zh}：{told.zh}")


def _some(titles: Sequence[str], comma: str, and_more: str) -> str:
    """The titles, the first of very many: a list that is read at a glance has the rest in `crm checklist show`."""
    if len(titles) <= MOST_NAMED:
        return comma.join(titles)
    return comma.join(titles[:MOST_NAMED]) + and_more.format(count=len(titles) - MOST_NAMED)


def item_words(one: Application, line: Line) -> Words:
    """An item's title; of another than the main party with who that is."""
    title, who = line.item.title, line.holder.name or line.holder.role
    return title if line.holder.id == one.main.id else Words(f"{title.en} ({who})", f"{title.zh}（{who}）")


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
