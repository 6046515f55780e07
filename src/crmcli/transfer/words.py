"""The words of cells as people write them, and the stored words they mean; the data is `words.toml`."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import N_, _, language
from crmcli.kit.text import excerpt

GRADE_LETTERS = ("A", "B", "C", "D", "E")
GRADE_PREFIXES = ("客户", "意向", "等级", "级别", "grade", "level", "class")
GRADE_SUFFIXES = ("客户", "级", "类", "等", "档", "grade", "level", "class")
# A tick and a cross are symbols, and yet words.
SYMBOLS = "√✓×"
REFUSALS = {
    "kind": N_("{typed} is no kind of customer; it is one of: {valid}."),
    "need": N_("{typed} says nothing known about the need; it is one of: {valid}."),
    "status": N_("{typed} is no status of a customer; it is one of: {valid}."),
    "importance": N_("{typed} is no importance; it is one of: {valid}."),
    "contact_kind": N_("{typed} is no kind of contact; it is one of: {valid}."),
    "yes_no": N_("{typed} is neither yes nor no; it is one of: {valid}."),
}
LONGEST_TYPED = 40


def stored_word(vocabulary: str, typed: str) -> str:
    """The stored word that a cell means: `stored_word("kind", "企业")` is "company".

    Vocabularies are the keys of `REFUSALS`. Raises ValueRefused with the valid words.
    """
    word = _stored_word(vocabulary, typed) if len(typed) <= LONGEST_TYPED else None
    if word is None:
        valid = [words[language()][0] for words in _vocabularies()[vocabulary].values()]
        raise _refused(REFUSALS[vocabulary], typed, valid)
    return word


def yes_or_no(typed: str) -> bool:
    """Whether a cell says yes; raises ValueRefused when it says neither."""
    return stored_word("yes_no", typed) == "yes"


def grade_letter(typed: str, letters: Sequence[str] = GRADE_LETTERS) -> str:
    """The grade that a cell names: `d`, `D级`, `D类客户`, `ｄ` and `Grade D` are "D".

    `letters` are the grades in force. Raises ValueRefused with these.
    """
    found = _grade(typed, tuple(letters)) if len(typed) <= LONGEST_TYPED else None
    if found is None:
        raise _refused(N_("{typed} is no grade; it is one of: {valid}."), typed, letters)
    return found


def vocabulary_words(vocabulary: str) -> dict[str, dict[str, list[str]]]:
    """Per stored word and language ("en", "zh") the words as people write them."""
    return _vocabularies()[vocabulary]


def _refused(message: str, typed: str, valid: Sequence[str]) -> ValueRefused:
    return ValueRefused(_(message), typed=excerpt(typed), valid=_(", ").join(valid))


# A column has few words and many rows.
@lru_cache(maxsize=4096)
def _stored_word(vocabulary: str, typed: str) -> str | None:
    return _stored_words(vocabulary).get(_folded(typed))


@lru_cache(maxsize=1024)
def _grade(typed: str, letters: tuple[str, ...]) -> str | None:
    by_folded = {_folded(letter): letter for letter in letters}
    rest = _folded(typed)
    while rest and rest not in by_folded:
        shorter = _without_one_affix(rest)
        if shorter == rest:
            return None
        rest = shorter
    return by_folded.get(rest)


def _without_one_affix(folded: str) -> str:
    for prefix in GRADE_PREFIXES:
        if folded.startswith(prefix):
            return folded.removeprefix(prefix)
    for suffix in GRADE_SUFFIXES:
        if folded.endswith(suffix):
            return folded.removesuffix(suffix)
    return folded


def _folded(typed: str) -> str:
    text = unicodedata.normalize("NFKC", typed).casefold()
    return "".join(char for char in text if char.isalnum() or char in SYMBOLS)


@cache
def _stored_words(vocabulary: str) -> dict[str, str]:
    return {
        _folded(typed): word
        for word, languages in _vocabularies()[vocabulary].items()
        for typed in (word, *languages["en"], *languages["zh"])
    }


@cache
def _vocabularies() -> dict[str, dict[str, dict[str, list[str]]]]:
    import tomllib
    from importlib.resources import files

    return tomllib.loads(files("crmcli.transfer").joinpath("words.toml").read_text(encoding="utf-8"))
