"""What a staff name may be, who may do what, and what to say where nobody has a name."""

from __future__ import annotations

from crmcli.kit.errors import ApprovalNeeded, NotFound, RuleRefused, ValueRefused
from crmcli.kit.i18n import _

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

STAFF_NAME_LIMIT = 100
ME = "me"
_RANKS = {"salesperson": 0, "supervisor": 1, "manager": 2}


def parse_staff_name(typed: str) -> str:
    """A name of somebody on the staff, clean. Raises ValueRefused where it is empty or means something else."""
    from crmcli.kit.text import clean_line

    name = clean_line(typed, STAFF_NAME_LIMIT).text
    if not name:
        raise ValueRefused(_("A name is missing."))
    if name == ME:
        raise ValueRefused(_("{name} means whoever works; type the person's name."), name=name)
    return name


def nobody_called(name: str, names: Sequence[str], *, reading: bool = False) -> NotFound:
    """The refusal of a name that nobody on the staff has, with the nearest ones: a typo never adds anybody.

    Whoever only reads is not told how to add a person.
    """
    import difflib  # only a typo pays for it

    near = difflib.get_close_matches(name, names, n=3, cutoff=0.4) or names[:3]
    sentence = _(
        "Nobody on the staff is called {name} (there are: {near}). Add a person with: crm team staff add {name}"
    )
    if reading:
        sentence = _("Nobody on the staff is called {name} (there are: {near}).")
    return NotFound(
        sentence,
        name=name,
        near=", ".join(near) + (", …" if len(names) > len(near) else "") if near else "-",
    )


def at_least(role: str, needed: str) -> bool:
    """Whether a role is the needed one or a higher one."""
    return _RANKS[role] >= _RANKS[needed]


def check_works(name: str, left_on: date | None, today: date) -> None:
    """Whoever has left works here no more (docs/rules.md#leaving). Raises ApprovalNeeded."""
    if left_on is not None and left_on < today:
        raise ApprovalNeeded(
            _("{name} left on {day} and has no access to this book any more."), name=name, day=left_on
        )


def check_may_manage(together: bool, has_manager: bool, role: str) -> None:
    """In a team that has a manager only managers change the staff and the rules. Raises ApprovalNeeded."""
    if together and has_manager and not at_least(role, "manager"):
        raise ApprovalNeeded(_("Only a manager may change the staff or the rules of the team."))


def check_no_circle(name: str, supervisor: str, above: Mapping[str, str | None]) -> None:
    """Nobody is their own supervisor, at whatever distance. `above` has each person's supervisor."""
    one: str | None = supervisor
    while one is not None:
        if one == name:
            raise RuleRefused(
                _("{supervisor} cannot be the supervisor of {name}: {name} would be above themselves."),
                supervisor=supervisor,
                name=name,
            )
        one = above.get(one)
