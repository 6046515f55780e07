"""How papers, items and whole applications stand, and how the standing of parts makes that of the whole."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from crmcli.checklist.records import Party, Receipt, Waiver
from crmcli.checklist.sufficiency import Shortfall
from crmcli.checklist.template import Item, Requirement
from crmcli.checklist.vocabulary import GATHERED, SETTLED


class Part(NamedTuple):
    """One paper of one person, and how it stands. `gathered_on` is the day it was first enough."""

    item: Item
    requirement: Requirement
    holder: Party
    person: Party
    state: str
    have: int
    need: int
    shortfalls: tuple[Shortfall, ...]
    receipts: tuple[Receipt, ...]
    waiver: Waiver | None
    gathered_on: date | None
    is_alternative: bool = False  # another paper will do as well

    @property
    def paper(self) -> str:
        """The paper's name."""
        return str(self.requirement.paper)


class Bundle(NamedTuple):
    """How a requirement stands: of alternatives the one that is nearest; `options` are those that are there.

    A leaf has its one part, `every` those inside an "all of".
    """

    state: str
    have: int
    need: int
    gathered_on: date | None
    part: Part | None = None
    every: tuple["Bundle", ...] = ()
    options: tuple["Bundle", ...] = ()

    def parts(self) -> list[Part]:
        """Every paper that is asked for, alternatives that were not taken too."""
        own = [self.part] if self.part else []
        return own + [part for inside in (*self.every, *self.options) for part in inside.parts()]

    def counting(self) -> list[Part]:
        """The papers by which it stands as it does: of alternatives only the nearest."""
        if self.part:
            return [self.part]
        counted = [_nearest(self.options)] if self.options else self.every
        return [part for inside in counted for part in inside.counting()]

    def lacking(self) -> list[Part]:
        """The papers that are still to come; of alternatives where none has begun, all of them."""
        if self.state in GATHERED:
            return []
        if self.part:
            return [self.part]
        if self.options:
            begun = [option for option in self.options if option.have or option.state != "missing"]
            return [part for option in (begun or self.options) for part in option.lacking()]
        return [part for inside in self.every for part in inside.lacking()]


class Line(NamedTuple):
    """One item of one list."""

    holder: Party
    item: Item
    bundle: Bundle

    @property
    def state(self) -> str:
        """How the item stands; what may be left out is settled while it is not all there."""
        may_be_left_out = self.item.open or self.item.optional
        return "optional" if may_be_left_out and self.bundle.state not in GATHERED else self.bundle.state


class Standing(NamedTuple):
    """How the whole application stands."""

    lines: tuple[Line, ...]

    @property
    def required(self) -> list[Line]:
        """The items that count."""
        return [line for line in self.lines if line.state != "optional"]

    @property
    def missing(self) -> list[Line]:
        """The items that are not all there yet."""
        return [line for line in self.lines if line.state not in GATHERED]

    @property
    def unverified(self) -> list[Line]:
        """The items that are there and that nobody has looked at."""
        return [line for line in self.lines if line.state == "received"]

    @property
    def is_gathered(self) -> bool:
        """Whether every paper is there."""
        return not self.missing

    @property
    def is_complete(self) -> bool:
        """Whether every required part of every party is verified or waived."""
        return all(line.state in SETTLED for line in self.lines)

    @property
    def gathered_on(self) -> date | None:
        """The day on which the last paper came; None while one is missing."""
        days = [line.bundle.gathered_on for line in self.required if line.bundle.gathered_on]
        return max(days, default=None) if self.is_gathered else None


def all_of(bundles: Sequence[Bundle]) -> Bundle:
    states = {bundle.state for bundle in bundles}
    if states <= set(GATHERED):
        # The least settled says it for all.
        state = next((one for one in ("received", "verified") if one in states), "waived")
    elif states == {"missing"}:
        state = "missing"
    else:
        state = "rejected" if states <= {"missing", "rejected"} else "partial"
    have, need = sum(one.have for one in bundles), sum(one.need for one in bundles)
    days = [one.gathered_on for one in bundles if one.gathered_on]
    gathered_on = max(days, default=None) if state in GATHERED else None
    return Bundle(state, have, need, gathered_on, every=tuple(bundles))


_NEARNESS = {"missing": 0, "rejected": 1, "partial": 2, "received": 3, "waived": 4, "verified": 5}


def _nearest(bundles: Sequence[Bundle]) -> Bundle:
    return max(bundles, key=lambda one: (_NEARNESS[one.state], one.have / max(one.need, 1)))


def any_of(bundles: Sequence[Bundle]) -> Bundle:
    """The nearest alternative speaks for all: the best state, then the greater share, then the first."""
    best = _nearest(bundles)
    days = [one.gathered_on for one in bundles if one.gathered_on]
    gathered_on = min(days, default=None) if best.state in GATHERED else None
    return Bundle(best.state, best.have, best.need, gathered_on, options=tuple(bundles))
