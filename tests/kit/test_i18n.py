"""The sentences that are said often come from a dictionary of their own, and nobody can tell."""

from collections.abc import Iterator

import pytest

from crmcli.kit.i18n import _, set_language
from crmcli.locale.zh import MESSAGES
from crmcli.locale.zh_often import MESSAGES as OFTEN


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    """Leave the language as other tests expect it."""
    yield
    set_language("en")


def test_what_is_said_often_is_said_alike() -> None:
    assert OFTEN.items() < MESSAGES.items()


@pytest.mark.parametrize("message", [min(OFTEN), min(MESSAGES.keys() - OFTEN.keys())])
def test_either_kind_is_translated_first_and_later(message: str) -> None:
    set_language("zh")
    assert _(message) == _(message) == MESSAGES[message]
    assert _(min(OFTEN)) == OFTEN[min(OFTEN)]


def test_what_nobody_has_translated_stays_as_it_is() -> None:
    for language in ("zh", "en"):
        set_language(language)
        assert _("no such sentence") == "no such sentence"
    assert _(min(OFTEN)) == min(OFTEN)
