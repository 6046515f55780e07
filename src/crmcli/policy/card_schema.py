"""The `[card]` table of a playbook (docs/cards.md)."""

from pydantic import Field, field_validator

from crmcli.kit.cadence import parse_cadence
from crmcli.kit.i18n import _
from crmcli.kit.toml_models import Frozen, as_value_error
from crmcli.policy.cards import MOST_LEAD_DAYS, USUAL, USUAL_QUALITY

WHOLE = 100


class CardSection(Frozen):
    """`[card]`: times within which things are done to a card, and the points of its quality, 100 in all."""

    fill_within: str = USUAL["fill_within"]
    check_within: str = USUAL["check_within"]
    static_every: str = USUAL["static_every"]
    quarterly_every: str = USUAL["quarterly_every"]
    at_once_within: str = USUAL["at_once_within"]
    confirm_every: str = USUAL["confirm_every"]
    lead_days: int = Field(default=int(USUAL["lead_days"]), ge=0, le=MOST_LEAD_DAYS)
    dead_after: str = USUAL["dead_after"]
    quality: dict[str, int] = Field(default=dict(USUAL_QUALITY))

    @field_validator(
        "fill_within",
        "check_within",
        "static_every",
        "quarterly_every",
        "at_once_within",
        "confirm_every",
        "dead_after",
    )
    @classmethod
    def _duration(cls, text: str) -> str:
        return str(as_value_error(parse_cadence, text))

    @field_validator("quality")
    @classmethod
    def _whole(cls, points: dict[str, int]) -> dict[str, int]:
        unknown = [name for name in points if name not in USUAL_QUALITY]
        if unknown:
            raise ValueError(
                _("{kind} is not one of {kinds}").format(kind=unknown[0], kinds=", ".join(USUAL_QUALITY))
            )
        if min(points.values(), default=0) < 0 or sum(points.values()) != WHOLE:
            raise ValueError(_("the points of quality are {whole} in all").format(whole=WHOLE))
        return points

    def values(self) -> dict[str, str]:
        """As the book stores them."""
        plain = {f"card.{name}": str(getattr(self, name)) for name in USUAL}
        points = {name: self.quality.get(name, 0) for name in USUAL_QUALITY}
        return {**plain, **{f"card.quality.{name}": str(value) for name, value in points.items()}}
