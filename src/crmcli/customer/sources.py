"""Where a customer comes from, by the sources that the playbook defines (docs/rules.md#sources)."""

from __future__ import annotations

from crmcli.kit.where.fields import folded

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.policy.fields import SourceDefinition

_BETWEEN = dict.fromkeys(map(ord, "、,，;；"), "\n")
_PRECEDENCE = ("before_others", "among_others", "only_alone")


def source_meant(sources: Sequence[SourceDefinition], typed: str) -> str:
    """What the card keeps: the key of the source that counts among those named, else the words as they are.

    One word that is none of the playbook's makes the whole a text of the user's own.
    """
    by_name = {_folded(name): source for source in sources for name in source.names()}
    named = [by_name.get(_folded(part)) for part in typed.translate(_BETWEEN).split("\n") if part.strip()]
    known = [source for source in named if source is not None]
    if not known or len(known) < len(named):
        return typed
    return min(known, key=lambda source: _PRECEDENCE.index(source.precedence)).key


def _folded(name: str) -> str:
    return "".join(folded(name).split())
