"""Two languages: English in the source, Chinese in a dictionary generated from `locale/zh.po`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    Language = Literal["en", "zh"]

_messages: dict[str, str] = {}
_is_whole = (
    True  # else `_messages` has what quick answers say, and the rest is loaded when it is first asked for
)
_language: Language = "en"


def set_language(language: Language) -> None:
    """Choose the language of every later `_()`; help texts are built after this."""
    global _language, _messages, _is_whole
    _language = language
    if language == "zh":
        from crmcli.locale import zh_often

        _messages, _is_whole = zh_often.MESSAGES, False
    else:
        _messages, _is_whole = {}, True


def language() -> Language:
    """The language in force."""
    return _language


class speaking:  # noqa: N801 - used as `with speaking("zh"):`
    """A block in which another language is in force: for words that are kept in both."""

    def __init__(self, language: Language) -> None:
        self._inside = language
        self._outside = _language

    def __enter__(self) -> None:
        self._outside = _language
        set_language(self._inside)

    def __exit__(self, *_fault: object) -> None:
        set_language(self._outside)


def in_both_languages(say: Callable[[], str]) -> tuple[str, str]:
    """The same words in English and in Chinese."""
    with speaking("en"):
        en = say()
    with speaking("zh"):
        return en, say()


def _(message: str) -> str:
    """The sentence in the language in force; `{name}` places are left for the caller to fill."""
    if message in _messages:
        return _messages[message]
    return message if _is_whole else _rarer(message)


def _rarer(message: str) -> str:
    """A sentence from the whole dictionary."""
    global _messages, _is_whole
    from crmcli.locale import zh

    _messages, _is_whole = zh.MESSAGES, True
    return _messages.get(message, message)


def _n(one: str, several: str, count: int) -> str:
    """The sentence for so many. Both are in the catalogue; Chinese says the same of one and of several."""
    return _(one if count == 1 else several)


def N_(message: str) -> str:  # noqa: N802 - the gettext convention's own name
    """Mark a sentence for translation where it is written; `_()` translates it where it is shown."""
    return message
