"""Rows of one file that are about the same customer (docs/import.md#the-same-customer)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from crmcli.kit.i18n import _
from crmcli.transfer.cards import Card

NUMBERS = ("id_number", "licence_number")


class Repeat(NamedTuple):
    """A row about the customer of an earlier row: `place` is that card's, `by_code` how it was known."""

    place: int
    by_code: bool


class Seen:
    """The cards of a file so far, to be asked by code, by number and by mobile."""

    def __init__(self) -> None:
        self.cards: list[Card] = []
        self._by_code: dict[str, int] = {}
        self._by_number: dict[tuple[str, str], int] = {}
        self._by_mobile: dict[str, int] = {}
        self._further_by_mobile: dict[str, list[int]] = {}
        self._without_key: dict[str, list[int]] = {}

    def repeat_of(self, card: Card) -> Repeat | None:
        """The earlier row that is about the same customer: by code, then ID or licence number, then mobile and name.

        Where nothing of these is said, only a row that says the very same is.
        """
        if card.code is not None:
            place = self._by_code.get(card.code.upper())
            if place is not None:
                return Repeat(place, by_code=True)
        for key in _number_keys(card):
            if key in self._by_number:
                return Repeat(self._by_number[key], by_code=False)
        for number in card.mobiles:
            for place in self._with_mobile(number):
                if self.cards[place].name_folded == card.name_folded:
                    return Repeat(place, by_code=False)
        for place in self._without_key.get(card.name_folded, ()):
            if card.content() == self.cards[place].content():
                return Repeat(place, by_code=False)
        return None

    def add(self, card: Card) -> None:
        """Remember a card that is about nobody seen before."""
        place = len(self.cards)
        self.cards.append(card)
        if card.code is not None:
            self._by_code[card.code.upper()] = place
        for key in _number_keys(card):
            self._by_number[key] = place
        for number in card.mobiles:
            if self._by_mobile.setdefault(number, place) != place:
                self._further_by_mobile.setdefault(number, []).append(place)
        if not card.has_key:
            self._without_key.setdefault(card.name_folded, []).append(place)

    def shared_mobiles(self) -> Iterator[tuple[str, list[Card]]]:
        """The mobiles that several cards have, and these cards."""
        for number in self._further_by_mobile:
            yield number, [self.cards[place] for place in self._with_mobile(number)]

    def _with_mobile(self, number: str) -> list[int]:
        place = self._by_mobile.get(number)
        return [] if place is None else [place, *self._further_by_mobile.get(number, ())]


def same_code_reason(card: Card, earlier: Card) -> str:
    """Why a row is refused whose code an earlier row has, with other content."""
    return _("The code {code} stands on line {line} already, with other content.").format(
        code=card.code, line=earlier.line
    )


def _number_keys(card: Card) -> Iterator[tuple[str, str]]:
    for column in NUMBERS:
        number = card.columns.get(column)
        if number is not None:
            yield column, str(number)
