"""Collects the messages of the source into locale/zh.po and writes locale/zh.py, which the product reads.

`python tools/make_locale.py` keeps what is translated and drops what the source no longer says;
`--merge FILE…` fills gaps from other .po files; `--check` changes nothing and fails on anything stale.
"""

import argparse
import ast
import io
import json
import string
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).parents[1] / "src"
PO = SOURCE / "crmcli" / "locale" / "zh.po"
MODULE = PO.with_suffix(".py")
PO_HEADER = """\
# Chinese wording of crm. Written by hand below each msgid; `make locale` keeps it in step with the source.
msgid ""
msgstr ""
"Language: zh\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""
OFTEN_MODULE = PO.with_name("zh_often.py")
# What these say is in a dictionary of its own, because quick answers load no other (kit/i18n.py).
OFTEN = (
    "crmcli/quick.py",
    "crmcli/customer/acquaintance.py",
    "crmcli/customer/answering.py",
    "crmcli/customer/birthday.py",
    "crmcli/customer/birthday_words.py",
    "crmcli/customer/card_blocks.py",
    "crmcli/customer/card_fields.py",
    "crmcli/customer/checklist_words.py",
    "crmcli/customer/listing.py",
    "crmcli/customer/owed_words.py",
    "crmcli/customer/showing.py",
    "crmcli/customer/visits.py",
    "crmcli/due/asking.py",
    "crmcli/due/columns.py",
    "crmcli/due/wording.py",
    "crmcli/kit/dates/wording.py",
    "crmcli/kit/formats/cells.py",
    "crmcli/kit/formats/layout.py",
)
MODULE_HEADER = '"""Generated from zh.po by `make locale`; do not edit."""\n\nMESSAGES: dict[str, str] = {\n'


# What says a message, and how many there are of it.
SAYING = {"_": 1, "N_": 1, "_n": 2}


class NotLiteral(Exception):
    """A `_()` whose argument is put together at run time, which no catalogue can have."""


def messages_in(source: str, name: str) -> Iterator[str]:
    """Every literal message of `_()`, `_n()` and `N_()` in a module's text, in f-strings too.

    Raises NotLiteral. A name or an attribute is no fault: N_() marks its message elsewhere.
    """
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYING):
            continue
        for argument in node.args[: SAYING[node.func.id]]:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value
            elif isinstance(argument, ast.JoinedStr | ast.BinOp) or node.func.id == "N_":
                raise NotLiteral(f"{name}:{node.lineno}: the message of {node.func.id}() must be one literal")


@cache
def collected() -> dict[str, list[str]]:
    """Every message of the product, with the modules that say it, in the order of the modules."""
    found: dict[str, list[str]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        for message in messages_in(path.read_text(encoding="utf-8"), name):
            modules = found.setdefault(message, [])
            if name not in modules:
                modules.append(name)
    return found


def translations_in(path: Path) -> dict[str, str]:
    """What a .po file translates."""
    with path.open("rb") as stream:
        catalogue = read_po(stream, locale="zh")
    return {
        str(entry.id): str(entry.string)
        for entry in catalogue
        if entry.id and entry.string and not entry.fuzzy
    }


def translated(merged: Iterable[Path] = ()) -> dict[str, str]:
    """Every message with its translation, empty where there is none. zh.po goes before the merged files."""
    known: dict[str, str] = {}
    for path in (PO, *merged):
        if path.exists():
            known = translations_in(path) | known
    return {message: known.get(message, "") for message in collected()}


def po_text(translations: Mapping[str, str]) -> str:
    """The text of zh.po. It names modules, not lines, so that it changes only when a message does."""
    catalogue = Catalog(locale="zh")
    for message, modules in collected().items():
        catalogue.add(message, translations[message], locations=[(module, 0) for module in modules])
        catalogue[message].flags.clear()  # every message is filled with str.format
    written = io.BytesIO()
    write_po(written, catalogue, width=0, omit_header=True, include_lineno=False)
    return PO_HEADER + written.getvalue().decode("utf-8").lstrip("\n")


def module_text(translations: Mapping[str, str]) -> str:
    """The text of zh.py: one message a line, sorted."""
    lines = (
        f"    {json.dumps(message, ensure_ascii=False)}: {json.dumps(translation, ensure_ascii=False)},\n"
        for message, translation in sorted(translations.items())
        if translation
    )
    return MODULE_HEADER + "".join(lines) + "}\n"


def often_said(translations: Mapping[str, str]) -> dict[str, str]:
    """The messages of the modules that quick answers load."""
    modules = collected()
    return {
        message: translation
        for message, translation in translations.items()
        if not set(OFTEN).isdisjoint(modules[message])
    }


def places(text: str) -> set[str]:
    """The `{names}` of a message. Raises ValueError where a brace stands alone."""
    return {
        field for _literal, field, _spec, _conversion in string.Formatter().parse(text) if field is not None
    }


def products(translations: Mapping[str, str]) -> list[tuple[Path, str]]:
    """The files and what they should hold."""
    return [
        (PO, po_text(translations)),
        (MODULE, module_text(translations)),
        (OFTEN_MODULE, module_text(often_said(translations))),
    ]


def problems() -> list[str]:
    """What is wrong with the catalogue as it lies there, a line each; empty when all is well."""
    translations = translated()
    found = [f"not translated: {message}" for message, translation in translations.items() if not translation]
    for message, translation in translations.items():
        if translation and places(message) != places(translation):
            found.append(f"places differ: {message} / {translation}")
    for path, text in products(translations):
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            found.append(f"stale: {path.name}; run make locale")
    return found


def main() -> int:
    """Write both files, or with --check only look; 1 when something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing")
    parser.add_argument(
        "--merge", nargs="+", type=Path, default=[], metavar="FILE", help="fill gaps from these"
    )
    options = parser.parse_args()
    if not options.check:
        translations = translated(options.merge)
        for path, text in products(translations):
            path.write_text(text, encoding="utf-8", newline="\n")
    found = problems()
    print("\n".join(found) or "locale: complete", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
