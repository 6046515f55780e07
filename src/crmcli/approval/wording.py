"""What is asked for, in words."""

from collections.abc import Mapping

from crmcli.approval.kinds import ARCHIVED, ASKED_ANEW, KINDS, MERGED, SCOUT
from crmcli.kit.i18n import _, _n


def asked_words(kind: str, asked: Mapping[str, object]) -> str:
    """One request in the language in force."""
    if kind == "grade_fall":
        return _("grade {before} > {after}").format(before=asked["from"], after=asked["to"] or "-")
    if kind == "new_card":
        return _("file a new card")
    if kind == "new_cards":
        sentence = _n(
            "file a new card, {first}", "file {count} new cards, {first} to {last}", int(str(asked["count"]))
        )
        return sentence.format(count=asked["count"], first=asked["first"], last=asked["last"])
    return _(KINDS[kind].title)


def note_words(note: str | None) -> str | None:
    """What was written beside a decision; what the program wrote is worded."""
    ours = {
        ASKED_ANEW: _("asked anew"),
        ARCHIVED: _("the card was put away"),
        MERGED: _("the card was joined with another"),
        SCOUT: _("the visitor only scouts us"),
    }
    return ours.get(note or "", note)


def fact_words(fact: str) -> str:
    """What a request was asked about, and has moved since."""
    words = {"grade": _("the grade"), "name": _("the name"), "archived": _("whether the card is put away")}
    return words.get(fact, fact)


def state_labels() -> dict[str, str]:
    """Stored word to the word to show."""
    return {
        "pending": _("waiting"),
        "granted": _("granted"),
        "refused": _("refused"),
        "withdrawn": _("withdrawn"),
    }
