"""Why a text is no date, in sentences that say what to type instead."""

from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import N_, _

MISSING = N_("A date is missing; type for example 2026-12-01, 12-01, tomorrow, +3d or next mon.")
NOT_UNDERSTOOD = N_(
    '"{typed}" is not understood as a date; type for example 2026-12-01, 12-01, tomorrow, +3d or next mon.'
)
NO_SUCH_DAY = N_('There is no such day as "{typed}"; type for example 2026-12-01, 12-01 or tomorrow.')
NO_SUCH_TIME = N_(
    'There is no such time of day as in "{typed}"; type for example 2026-12-01 14:30, today 9:05 or 3pm.'
)
YEAR_FIRST = N_(
    '"{typed}" can be read in more than one way; type the year first and in full, for example 2026-12-05 '
    "or 2026/12/5."
)
LUNAR = N_('"{typed}" is a lunar day; here belongs one of the common calendar, for example 2026-12-01.')
WRONG_WEEKDAY = N_('The day and the weekday in "{typed}" do not agree; leave the weekday out.')
OUT_OF_RANGE = N_('"{typed}" lies outside the years 1900 to 9999; type for example 2026-12-01 or +3d.')
NOT_WRITTEN_OUT = N_(
    '"{typed}" is not a date with its year; write for example 2026-12-01, 2026/12/1 or 2026年12月1日.'
)


class DateError(Exception):
    """A reading failed; `message` is one of the sentences above."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def _sentence(typed: str, problem: DateError) -> str:
    """A day that is written as a lunar one is understood, but has no place here."""
    from crmcli.kit.lunar_text import looks_lunar, names_lunar_calendar

    return LUNAR if looks_lunar(typed) or names_lunar_calendar(typed) else problem.message


def refused(typed: str, problem: DateError) -> ValueRefused:
    """The refusal to raise for what was typed."""
    return ValueRefused(_(_sentence(typed, problem)), typed=shown(typed))


def shown(typed: str) -> str:
    """What was typed, fit for a sentence: at most 40 characters, none of them invisible."""
    short = typed[:40] + ("…" if len(typed) > 40 else "")
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in short)
