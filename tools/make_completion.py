"""Writes src/crmcli/completion/words.py, what completion knows without loading Typer, from the live commands.

`make docs` calls it. Where the values of an option or argument come from follows from its name, else from its
metavar; what neither tells is completed with nothing.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.completion_choices import choices

ROOT = Path(__file__).parents[1]
MODULE = ROOT / "src" / "crmcli" / "completion" / "words.py"
HEADER = '"""Generated from the commands by `make docs`; do not edit."""\n\n'
NOTHING = "text"  # takes a value, of which nothing is known

# The longest path that fits decides: `due --kind` before `--kind`. Values are names of completion's sources.
BY_NAME = {
    "--db": "files",
    "--output": "files",
    "--format": "formats",
    "export --format": "formats",
    "--lang": "languages",
    "--as": "staff",
    "--with": "staff",
    "--owner": "staff",
    "due --owner": "owners",
    "list --owner": "owners",
    "plan --owner": "owners",
    "edit --owner": "owners",
    "edit --referred-by": "customers",
    "add --referred-by": "customers",
    "add --owner": "owners",
    "--grade": "grades",
    "--need": "need",
    "--status": "status",
    "--importance": "importance",
    "--urgency": "urgency",
    "--kind": "kind",
    "visit --kind": "contact_kind",
    "visit --purpose": "visit_purpose",
    "visit --satisfaction": "satisfaction",
    "visit --line": "company_lines",
    "visit --set": "own_aspects",
    "--set": "fields_to_set",
    "--unset": "own_fields",
    "card file FIELD": "own_fields",
    "list --columns": "list_columns",
    "--tier": "tier",
    "card list --state": "card_state",
    "card clean --problem": "card_problem",
    "card checks NUMBER": "spot_checks",
    "card met --by": "met_by",
    "card progress --by": "owner_or_branch",
    "card quality --by": "quality_by",
    "greet --occasion": "greeting_days",
    "playbook phrases ASPECT": "visit_aspect",
    "due --kind": "due_kind",
    "team campaign new --kind": "contact_kind",
    "team campaign new --from": "coming",
    "team campaign opinion --kind": "opinion_kind",
    "team campaign opinions --kind": "opinion_kind",
    "team campaign improve --from": "text",
    "team campaign goal --on": "coming",
    "--channel": "contact_kind",
    "owe add --kind": "owed_kind",
    "owe list --kind": "owed_kind",
    "owe edit --kind": "owed_kind",
    "owe recurring --kind": "owed_kind",
    "owe list --state": "owed_state",
    "owe list --owner": "owners",
    "owe add --topic": "owed topics",
    "owe list --topic": "owed topics",
    "owe edit --topic": "owed topics",
    "--department": "departments",
    "--survey": "surveys",
    "--how": "contact_kind",
    "--since": "past",
    "--tag": "tags",
    "tag --drop": "tags",
    "--source": "sources",
    "--region": "regions",
    "--industry": "industries",
    "--sort": "fields",
    "--input-format": "input_formats",
    "--encoding": "encodings",
    "--next": "next",
    "--at": "past",
    "--on": "past",
    "--from": "past",
    "plan --from": "coming",
    "--close": "coming",
    "contact edit NAME": "contacts",
    "contact drop NAME": "contacts",
    "playbook show NAME": "playbooks",
    "playbook use NAME": "playbooks",
    "playbook check NAME": "playbooks",
    "playbook new --from": "playbooks",
    "config KEY": "settings",
    "config VALUE": "setting",
    "deal won|lost": "outcome",
    "help TOPIC": "commands",
    "date TEXT": "coming",
    "tag TAG": "tags",
}
BY_METAVAR = {
    "CAMPAIGN": "campaigns",
    "CUSTOMER": "customers",
    "WHEN": "when",
    "DATE": "coming",
    "DATE[TIME]": "past",
    "FILE": "files",
    "PATH": "files",
    "GRADE": "grades",
    "STAFF": "staff",
    "TAG": "tags",
    "SHELL": "shells",
    "REF": "owed",
}


def source_of(path: str, name: str, metavar: str) -> str:
    """Where the values of an option (by its long name) or an argument (by its metavar) come from."""
    for known in (f"{path} {name}", name):
        if known in BY_NAME:
            return BY_NAME[known]
    return BY_METAVAR.get(metavar, NOTHING)


def commands() -> Iterator[tuple[str, str, list[Any], list[Any]]]:
    """(path, help, options, arguments) of every command, the program itself first."""
    from crmcli import app
    from crmcli.kit.cli.verbs import common_options

    root = app._root("en")
    ctx = root.make_context("crm", ["help"])
    yield "", "", common_options(), []
    for verb in (*app.VERBS, "help"):
        told = app.VERBS[verb].help if verb in app.VERBS else "Help: crm help, crm help all, crm help VERB."
        yield from _below(root.get_command(ctx, verb), verb, told)


def _below(command: Any, path: str, told: str) -> Iterator[tuple[str, str, list[Any], list[Any]]]:
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    common = {option.name for option in _options(command) if option.rich_help_panel == "common"}
    yield path, told, [option for option in _options(command) if option.name not in common], arguments
    for name, inner in getattr(command, "commands", {}).items():
        if not inner.hidden:
            yield from _below(inner, f"{path} {name}", inner.help or "")


def _options(command: Any) -> list[Any]:
    return [param for param in command.params if param.param_type_name == "option" and not param.hidden]


def module_text() -> str:
    """The text of words.py."""
    from crmcli.locale.zh import MESSAGES

    lines = [HEADER, "COMMANDS: dict[str, tuple[str, dict[str, tuple[str, str]], tuple[str, ...]]] = {\n"]
    for path, told, options, arguments in commands():
        lines.append(f"    {path!r}: (\n        {told!r},\n        {{\n")
        for option in options:
            lines += _option_lines(path, option, MESSAGES)
        if not path:
            lines.append("            '--help': ('', 'Show this page.'),\n")
        sources = tuple(
            source_of(path, _metavar(argument), _metavar(argument)) + ("…" if argument.nargs == -1 else "")
            for argument in arguments
        )
        lines.append(f"        }},\n        {sources!r},\n    ),\n")
    lines.append("}\nCHOICES: dict[str, tuple[tuple[str, str, str], ...]] = {\n")
    for source, words in choices().items():
        lines.append(f"    {source!r}: (\n")
        lines += [f"        {word!r},\n" for word in words]
        lines.append("    ),\n")
    return "".join([*lines, "}\n"])


def _option_lines(path: str, option: Any, messages: dict[str, str]) -> Iterator[str]:
    long_name = max(option.opts, key=len)
    source = "" if option.is_flag else source_of(path, long_name, _metavar(option))
    # A help text that is put together at run time has no translation, and is left out.
    told = option.help if option.help in messages else ""
    for name in [*option.opts, *option.secondary_opts]:
        yield f"            {name!r}: ({source!r}, {told!r}),\n"


def _metavar(param: Any) -> str:
    return str(param.metavar or param.name.upper())


def products() -> Iterator[tuple[Path, str]]:
    """The file and what it should hold."""
    yield MODULE, module_text()
