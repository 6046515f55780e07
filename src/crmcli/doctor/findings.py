"""What a check hands over."""

from typing import NamedTuple


class Finding(NamedTuple):
    """Something that is wrong: the check that found it, a sentence, and the name of the mending, if one is safe."""

    check: str
    said: str
    mending: str | None = None
    row_id: int | None = None
