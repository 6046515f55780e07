"""How many examples a property is tried on where the profile's own number would take too long."""

import os

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"  # as .ci/run asks for


def examples(working: int, landing: int) -> int:
    """`working` while somebody works, `landing` before a change lands."""
    return landing if THOROUGH else working
