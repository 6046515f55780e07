"""Help pages, worded in the user's language and aligned by display width."""

from collections.abc import Sequence
from typing import Any

from crmcli.kit.i18n import _
from crmcli.kit.shown import display_width, pad

COMMON = "common"  # marks the options that every command has
_WIDTH = 80


def verb_help(command: Any, path: str) -> str:
    """The page of one command: usage, what it does, arguments, options, and the common options in brief."""
    own = [
        option for option in command.params if option.param_type_name == "option" and not _is_common(option)
    ]
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    usage = " ".join(
        [path, *(_argument_usage(argument) for argument in arguments), *([_("[OPTIONS]")] if own else [])]
    )
    parts = [f"{_('Usage')}: {usage}", "", *_paragraphs(command.help or "", indent=2)]
    parts += _section(_("Arguments"), [(_metavar(argument), argument.help or "") for argument in arguments])
    parts += _section(_("Options"), [(_option_usage(option), option.help or "") for option in own])
    return "\n".join([*parts, *_common_section(command)])


def group_help(group: Any, ctx: Any) -> str:
    """The page of a thing with several verbs."""
    rows = [(name, group.get_command(ctx, name).help or "") for name in group.list_commands(ctx)]
    parts = [
        f"{_('Usage')}: {ctx.command_path} {_('COMMAND')} …",
        "",
        *_paragraphs(group.help or "", indent=2),
    ]
    return "\n".join([*parts, *_section(_("Commands"), rows), *_common_section(group)])


def _common_section(command: Any) -> list[str]:
    common = [_option_usage(option) for option in command.params if _is_common(option)]
    return ["", f"{_('With every command')}:", *wrap("  ".join(common), indent=2)] if common else []


def _is_common(option: Any) -> bool:
    return getattr(option, "rich_help_panel", None) == COMMON


def _metavar(argument: Any) -> str:
    return str(argument.metavar or argument.name.upper())


def _argument_usage(argument: Any) -> str:
    name = _metavar(argument) + ("…" if argument.nargs == -1 else "")
    return name if argument.required else f"[{name}]"


def _option_usage(option: Any) -> str:
    names = ", ".join(sorted([*option.opts, *option.secondary_opts], key=lambda name: (len(name) > 2, name)))
    return (
        names if option.is_flag else f"{names} {option.metavar or 'TEXT'}" + ("…" if option.multiple else "")
    )


def _section(heading: str, rows: Sequence[tuple[str, str]]) -> list[str]:
    if not rows:
        return []
    return ["", f"{heading}:", *definition_list(rows)]


def definition_list(rows: Sequence[tuple[str, str]], indent: int = 2, widest: int = 26) -> list[str]:
    """Terms and their explanations side by side; a long term stands on a line of its own."""
    width = min(widest, max(display_width(term) for term, _text in rows)) + 2
    lines = []
    for term, text in rows:
        explained = wrap(text, indent=indent + width) or [""]
        if display_width(term) + 2 > width:
            lines += [" " * indent + term, *explained]
        else:
            lines.append(" " * indent + pad(term, width) + explained[0].strip())
            lines += explained[1:]
    return [line.rstrip() for line in lines]


def _paragraphs(text: str, indent: int) -> list[str]:
    return [line for paragraph in text.split("\n") for line in (wrap(paragraph, indent) or [""])]


def wrap(text: str, indent: int) -> list[str]:
    """Lines of at most 80 columns; Chinese breaks anywhere but before closing punctuation, English at spaces."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and display_width(line + piece.rstrip()) > _WIDTH - indent:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [" " * indent + line for line in [*lines, line.rstrip()] if line]


_NEVER_FIRST = "，。；：、）】》！？,.;:)…"


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for character in text:
        wide = display_width(character) == 2
        starts = not pieces or (pieces[-1].endswith(" ") or wide or display_width(pieces[-1][-1]) == 2)
        if starts and not (pieces and (character in _NEVER_FIRST or character == " ")):
            pieces.append(character)
        else:
            pieces[-1] += character
    return pieces
