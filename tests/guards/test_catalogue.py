"""The Chinese catalogue: complete, in step with the source, and filling the same places."""

import re

import pytest

from tools import make_locale


def test_every_message_is_translated() -> None:
    missing = [message for message, translation in make_locale.translated().items() if not translation]
    assert missing == [], "translate them in src/crmcli/locale/zh.po, then run make locale"


def test_a_translation_fills_the_places_of_its_message() -> None:
    translations = make_locale.translated()
    assert {
        message: translation
        for message, translation in translations.items()
        if translation and make_locale.places(message) != make_locale.places(translation)
    } == {}


def test_the_files_are_what_the_source_asks_for() -> None:
    translations = make_locale.translated()
    for path, text in make_locale.products(translations):
        assert path.read_text(encoding="utf-8") == text, "run make locale"


def test_the_dictionary_is_the_catalogue() -> None:
    from crmcli.locale.zh import MESSAGES

    translations = make_locale.translated()
    assert {message: text for message, text in translations.items() if text} == MESSAGES


def test_a_customer_that_is_archived_is_not_called_as_a_card_that_is_filed() -> None:
    wrong = [
        message
        for message, translation in make_locale.translated().items()
        if ("归档" in translation and not re.search(r"\bfiled?\b", message.lower()))
        or ("封存" in translation and re.search(r"\bfiled\b", message.lower()))
    ]
    assert wrong == [], (
        "归档 is said of a card (000, 篇六: 审核无误后归档), 封存 of a customer that is archived"
    )


@pytest.mark.parametrize(
    ("source", "messages"),
    [
        ('_("a"); N_("b")', ["a", "b"]),
        ("f\"{_('inside')}: {1}\"", ["inside"]),
        ('_("one " "sentence")', ["one sentence"]),
        ("_(SENTENCES[kind])", []),
        ('other("a")', []),
    ],
)
def test_messages_are_found_wherever_they_stand(source: str, messages: list[str]) -> None:
    assert sorted(make_locale.messages_in(source, "x.py")) == messages


@pytest.mark.parametrize("source", ['_(f"{a}")', '_("a" + b)', '_("a" % b)', "N_(name)"])
def test_a_message_put_together_at_run_time_is_refused(source: str) -> None:
    with pytest.raises(make_locale.NotLiteral):
        list(make_locale.messages_in(source, "x.py"))
