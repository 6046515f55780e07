"""Which grade somebody means, by the letters of the policy in force."""

from __future__ import annotations

from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import _

_LONGEST_TYPED = 40
_PREFIXES = ("客户", "意向", "等级", "级别", "grade", "level", "class")
_SUFFIXES = ("客户", "级", "类", "等", "档", "grade", "level", "class")


def parse_grade(typed: str, letters: tuple[str, ...]) -> str:
    """The letter of a grade as people write it: `b`, `B级`, `Ｂ类客户`, `Grade B`. Raises ValueRefused."""
    letter = _letter(typed, letters) if len(typed) <= _LONGEST_TYPED else None
    if letter is None:
        raise ValueRefused(
            _("There is no grade {letter}; the grades are {letters}."),
            letter=typed[:_LONGEST_TYPED],
            letters=" ".join(letters),
        )
    return letter


def parse_grades(typed: str, letters: tuple[str, ...]) -> list[str | None]:
    """`AB`, `A,B`, `A、B` or `A-` (the dash: no grade) as letters, best first. Raises ValueRefused."""
    asked = {
        None if letter in "-－" else parse_grade(letter, letters)
        for letter in typed
        if letter not in ", ，、"
    }
    if not asked:
        parse_grade(typed, letters)  # refuses it, and says which grades there are
    return [letter for letter in (*letters, None) if letter in asked]


def _letter(typed: str, letters: tuple[str, ...]) -> str | None:
    if typed in letters:
        return typed
    from unicodedata import normalize

    by_folded = {letter.casefold(): letter for letter in letters}
    rest = "".join(filter(str.isalnum, normalize("NFKC", typed).casefold()))
    while rest and rest not in by_folded:
        shorter = _without_one_affix(rest)
        if shorter == rest:
            return None
        rest = shorter
    return by_folded.get(rest)


def _without_one_affix(folded: str) -> str:
    for prefix in _PREFIXES:
        if folded.startswith(prefix):
            return folded.removeprefix(prefix)
    for suffix in _SUFFIXES:
        if folded.endswith(suffix):
            return folded.removesuffix(suffix)
    return folded
