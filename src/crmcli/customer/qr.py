"""A customer's card as a QR code in the terminal, for a phone to scan."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crmcli.customer.vcards import small_vcard
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.results import Text
from crmcli.kit.errors import ValueRefused
from crmcli.kit.formats.terminal import terminal_of
from crmcli.kit.i18n import _

if TYPE_CHECKING:
    from segno import QRCode

MARGIN = 4
# Two modules, the upper and the lower, in one character; what is light is drawn.
_BLOCKS = {(0, 0): "█", (0, 1): "▀", (1, 0): "▄", (1, 1): " "}
# White on black whatever the colours of the terminal are.
_WHITE_ON_BLACK, _PLAIN = "\x1b[38;5;231;48;5;16m", "\x1b[0m"


def qr_code(payload: str) -> QRCode:
    """The code of a text in UTF-8. Raises ValueRefused for one that no code holds."""
    import segno

    try:
        return segno.make_qr(payload, error="l", encoding="utf-8", mode="byte", boost_error=False)
    except ValueError as fault:
        raise ValueRefused(_("The card is too long for a QR code.")) from fault


def qr_text(payload: str, *, colour: bool) -> str:
    """The code in half blocks with its margin, light on dark; with `colour` it stays so on a light terminal."""
    rows = [list(row) for row in qr_code(payload).matrix_iter(border=MARGIN)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    lines = (
        "".join(_BLOCKS[upper, lower] for upper, lower in zip(*pair, strict=True))
        for pair in zip(rows[::2], rows[1::2], strict=True)
    )
    return "\n".join(f"{_WHITE_ON_BLACK}{line}{_PLAIN}" if colour else line for line in lines)


def show_qr(run: Invocation, card: Mapping[str, Any]) -> Text | None:
    """Print the code of a customer's card; in JSON the text that it holds. Raises ValueRefused."""
    payload = small_vcard(card)
    if run.chosen_format in ("json", "jsonl"):
        return Text(payload, payload)
    if not terminal_of(sys.stdout, run.environ).colour:
        return Text(qr_text(payload, colour=False))
    sys.stdout.write(qr_text(payload, colour=True) + "\n")
    return None
