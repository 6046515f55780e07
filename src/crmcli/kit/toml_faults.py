"""What is wrong with a TOML file, in the user's language: the parser speaks only English."""

import re

from crmcli.kit.i18n import _

_PLACE = re.compile(r"at line (\d+), column (\d+)")


def toml_fault(error: Exception) -> str:
    """Where the text stops being TOML, as precisely as the parser tells."""
    if isinstance(error, UnicodeDecodeError):
        return _("it is not UTF-8 text")
    if isinstance(error, RecursionError):
        return _("it is nested too deeply")
    place = _PLACE.search(str(error))
    if place:
        return _("line {line}, column {column} cannot be read").format(line=place[1], column=place[2])
    return _("it ends in the middle of a value")
