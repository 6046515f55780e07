"""What a staff name may be, and what to say where nobody has it."""

from __future__ import annotations

from crmcli.kit.errors import NotFound, ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.text import clean_line

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from collections.abc import Sequence

STAFF_NAME_LIMIT = 100
ME = "me"


def parse_staff_name(typed: str) -> str:
    """A name of somebody on the staff, clean. Raises ValueRefused where it is empty or means something else."""
    name = clean_line(typed, STAFF_NAME_LIMIT).text
    if not name:
        raise ValueRefused(_("A name is missing."))
    if name == ME:
        raise ValueRefused(_("{name} means whoever works; type the person's name."), name=name)
    return name


def nobody_called(name: str, names: Sequence[str]) -> NotFound:
    """The refusal of a name that nobody on the staff has, with the nearest ones: a typo never adds anybody."""
    import difflib  # only a typo pays for it

    near = difflib.get_close_matches(name, names, n=3, cutoff=0.4) or names[:3]
    return NotFound(
        _(
            "Nobody on the staff is called {name} (there are: {near}). Add a person with: crm team staff add {name}"
        ),
        name=name,
        near=", ".join(near) or "-",
    )
