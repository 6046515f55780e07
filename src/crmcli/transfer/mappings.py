"""What was chosen for the columns of a file, kept for the next file with the same headers.

One TOML file per header signature in `mappings/` of the config folder: it is one person's habit, it is wanted before
there is a book, and it can be read and corrected there. Docs: docs/import.md#columns-of-your-own-files.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from crmcli.kit.errors import BookUnusable, CrmError, ValueRefused, system_reason
from crmcli.kit.files import replacing
from crmcli.kit.i18n import _
from crmcli.kit.settings import config_folder
from crmcli.policy.fields import CardDefinition
from crmcli.transfer.choices import match_of, word_of
from crmcli.transfer.field_cells import NO_FIELDS
from crmcli.transfer.headers import ColumnMatch, fold_header
from crmcli.transfer.sources.columns import headers_of

FOLDER = "mappings"
SIGNATURE_LENGTH = 16
LARGEST_BYTES = 1024 * 1024
PRIVATE_FOLDER = 0o700


def mapping_path(environ: Mapping[str, str], headers: Sequence[str]) -> str:
    """Where the choices for these headers are kept, in this order, however they are spaced and capitalised."""
    signature = sha256("\n".join(map(fold_header, headers)).encode()).hexdigest()[:SIGNATURE_LENGTH]
    return os.path.join(config_folder(environ), FOLDER, f"{signature}.toml")


def is_remembered(environ: Mapping[str, str], titles: Sequence[str]) -> bool:
    """Whether choices are kept for a file with these titles; columns without one may hold something, or nothing."""
    titled = [place for place, title in enumerate(titles) if title]
    variants = (headers_of(titles, kept) for kept in (titled, range(len(titles))))
    return bool(titled) and any(os.path.exists(mapping_path(environ, headers)) for headers in variants)


def saved_choices(
    path: str, headers: Sequence[str], card: CardDefinition = NO_FIELDS
) -> dict[int, ColumnMatch]:
    """What was chosen, by the places of the columns; empty where nothing was. Raises ValueRefused for a broken file."""
    try:
        with open(path, "rb") as file:
            text = file.read(LARGEST_BYTES)
    except FileNotFoundError:
        return {}
    except OSError as fault:
        raise _broken(path, system_reason(fault)) from fault
    import tomllib

    try:
        columns = tomllib.loads(text.decode()).get("columns", {})
        return {
            index: replace(match_of(header, index, str(columns[header]), card), remembered=True)
            for index, header in enumerate(headers)
            if header in columns
        }
    except (ValueError, AttributeError, TypeError, CrmError) as fault:
        raise _broken(path, str(fault)) from fault


def save_choices(path: str, name: str, headers: Sequence[str], chosen: Mapping[int, ColumnMatch]) -> None:
    """Keep the choices. Raises BookUnusable where nothing can be written there."""
    lines = [
        f"# crm import {_one_line(name)}",
        _(
            "# Column = what it becomes: a field, custom:NAME, or - for nothing. Delete the file to be asked again."
        ),
        "[columns]",
        *(
            f"{_quoted(headers[index])} = {_quoted(word_of(match))}"
            for index, match in sorted(chosen.items())
        ),
        "",
    ]
    try:
        os.makedirs(os.path.dirname(path), PRIVATE_FOLDER, exist_ok=True)
    except OSError as fault:
        raise BookUnusable(
            _("{path} cannot be written: {reason}."), path=path, reason=system_reason(fault)
        ) from fault
    with replacing(path) as file:
        file.write("\n".join(lines).encode())


def forget_choices(path: str) -> bool:
    """Drop what was chosen; whether there was anything."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        return False
    except OSError as fault:
        raise BookUnusable(
            _("{path} cannot be written: {reason}."), path=path, reason=system_reason(fault)
        ) from fault
    return True


def _broken(path: str, reason: str) -> ValueRefused:
    return ValueRefused(
        _(
            "What was chosen for these columns cannot be used ({path}: {reason}). Correct it, or say --no-saved-map."
        ),
        path=path,
        reason=reason,
    )


def _quoted(text: str) -> str:
    """A TOML string: JSON's escapes are TOML's, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def _one_line(name: str) -> str:
    return "".join(letter for letter in name if letter.isprintable())[:100]
