"""One thing as one row, for formats that know only rows."""

from __future__ import annotations

from crmcli.kit.formats.json_text import dumps
from crmcli.kit.formats.model import Column, Listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from crmcli.kit.formats.model import Kind, Record


def as_listing(record: Record) -> Listing:
    """The mapping's members as columns; what is nested stands in its cell as JSON."""
    columns = [Column(key, key, _kind(value)) for key, value in record.mapping.items()]
    return Listing(columns, [[_flat(value) for value in record.mapping.values()]], code_key=record.code_key)


def _kind(value: object) -> Kind:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, float)):
        return "int"
    return "list" if _is_plain_list(value) else "text"


def _flat(value: object) -> object:
    return dumps(value) if isinstance(value, (dict, list, tuple)) and not _is_plain_list(value) else value


def _is_plain_list(value: object) -> bool:
    return isinstance(value, (list, tuple)) and all(isinstance(each, str) for each in value)
