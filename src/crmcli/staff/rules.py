"""What a staff name may be, and what to say where nobody has it."""

from collections.abc import Sequence

from crmcli.kit.errors import NotFound
from crmcli.kit.i18n import _

STAFF_NAME_LIMIT = 100
ME = "me"


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
