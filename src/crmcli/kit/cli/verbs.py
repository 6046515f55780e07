"""Typer's commands and groups, with the options that every command has, our help and our words for mistakes."""

import difflib
import re
from collections.abc import Callable, Sequence
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from crmcli.kit.cli import help as help_pages
from crmcli.kit.cli.invocation import Invocation, check_format, current
from crmcli.kit.errors import UsageRefused
from crmcli.kit.i18n import _
from crmcli.kit.settings import FILE_ONLY_FORMATS, FORMATS
from crmcli.kit.shown import excerpt


class Verb(TyperCommand):
    """A command: common options are appended to its own. `more_formats` are those that only it can write."""

    more_formats: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.extend(common_options())

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        return super().parse_args(ctx, _dates_that_look_like_options(args))

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]
        run = current()
        check_format(run.format, self.more_formats)
        if run.request_id is not None and run.see_if_done is not None:
            run.see_if_done(run)
        return super().invoke(ctx)

    def get_help(self, ctx: typer.Context) -> str:  # type: ignore[override]
        return help_pages.verb_help(self, ctx.command_path)

    def get_help_option(self, ctx: typer.Context) -> TyperOption | None:  # type: ignore[override]
        return _worded_help_option(super().get_help_option(ctx))


class FileVerb(Verb):
    """A command that writes files: formats that no terminal shows are written to stdout for a program."""

    more_formats = ("xlsx", "vcf", "ics")


class PageVerb(Verb):
    """A command whose answer may also be a workbook or a web page."""

    more_formats = ("xlsx", "html")


class VerbGroup(TyperGroup):
    """A thing with several verbs of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.extend(common_options())
        self.no_args_is_help = False

    def get_help(self, ctx: typer.Context) -> str:  # type: ignore[override]
        return help_pages.group_help(self, ctx)

    def get_help_option(self, ctx: typer.Context) -> TyperOption | None:  # type: ignore[override]
        return _worded_help_option(super().get_help_option(ctx))

    def resolve_command(self, ctx: typer.Context, args: list[str]) -> Any:  # type: ignore[override]
        if self.get_command(ctx, args[0]) is None:
            raise unknown_verb(args[0], self.list_commands(ctx), ctx.command_path)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]
        if not ctx._protected_args and not self.invoke_without_command:
            raise UsageRefused(
                _("Say what to do: {command} followed by one of {verbs}."),
                command=ctx.command_path,
                verbs=", ".join(self.list_commands(ctx)),
            )
        return super().invoke(ctx)


class ListingGroup(VerbGroup):
    """A thing whose list is what its name alone asks for: `crm team approvals` is `crm team approvals list`."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        alone = not args or (args[0].startswith("-") and args[0] != "--help")
        return super().parse_args(ctx, ["list", *args] if alone else args)


def unknown_verb(typed: str, verbs: Sequence[str], command: str) -> UsageRefused:
    """The refusal of a verb that is not there, with the nearest ones."""
    near = difflib.get_close_matches(typed[:50], verbs, n=3, cutoff=0.5)
    if near:
        return UsageRefused(
            _("There is no command {command} {typed}. Did you mean {near}?"),
            command=command,
            typed=excerpt(typed),
            near=", ".join(near),
        )
    return UsageRefused(
        _("There is no command {command} {typed}. {command} --help lists what there is."),
        command=command,
        typed=excerpt(typed),
    )


def command_set() -> typer.Typer:
    """An empty set of commands for one capability."""
    return typer.Typer(
        cls=VerbGroup, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
    )


def verb(
    commands: typer.Typer, name: str, help: str, cls: type[Verb] = Verb
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function as a command under `name`, with its translated help."""
    return commands.command(name, cls=cls, help=help)


_DATE_BEHIND = re.compile(r"-(\d{1,4})([dwmy])")


def _dates_that_look_like_options(args: Sequence[str]) -> list[str]:
    """`crm snooze 王小明 -1d`: a date that begins with a dash is written so that no option is seen in it."""
    written, literal = [], False
    for before, word in zip(["", *args], args, strict=False):
        literal = literal or word == "--"
        found = None if literal or before.startswith("-") else _DATE_BEHIND.fullmatch(word)
        written.append(f"{found[1]}{found[2]} ago" if found else word)
    return written


def _worded_help_option(option: TyperOption | None) -> TyperOption | None:
    if option is not None:
        option.help = _("Show this page.")
    return option


_FLAGS = {
    "--yes": "yes",
    "--no-input": "no_input",
    "--dry-run": "dry_run",
    "--quiet": "quiet",
}


def common_options() -> list[TyperOption]:
    """New option objects each time: a command owns its parameters."""
    options = [
        _common(["--db"], "PATH", _("The book (CRM_DB)."), _remember("db")),
        _common(
            ["--format", "-f"],
            "F",
            _("How to print: {formats} (CRM_FORMAT).").format(formats=", ".join(FORMATS)),
            _remember_format,
        ),
        _common(["--lang"], "zh|en", _("The language (CRM_LANG)."), lambda _run, _value: None),
        _common(["--as"], "STAFF", _("Who works (CRM_USER)."), _remember("actor")),
    ]
    options.append(
        _common(
            ["--request-id"],
            "KEY",
            _("Carry this write out once, however often it is sent with this key."),
            _remember("request_id"),
        )
    )
    help_texts = {
        "--yes": _("Do not ask, go ahead."),
        "--no-input": _("Never ask anything."),
        "--dry-run": _("Show what would change; change nothing."),
        "--quiet": _("Say nothing but warnings and errors."),
    }
    for flag, attribute in _FLAGS.items():
        options.append(_common([flag], None, help_texts[flag], _remember(attribute), is_flag=True))
    return options


def _common(
    names: list[str],
    metavar: str | None,
    help: str,
    keep: Callable[[Invocation, Any], None],
    is_flag: bool = False,
) -> TyperOption:
    # `name` is never a parameter of a command's function: the value goes to the invocation.
    option = TyperOption(
        param_decls=[*names, "common_" + names[0].strip("-").replace("-", "_")],
        metavar=metavar,
        help=help,
        expose_value=False,
        is_flag=is_flag,
        type=None if is_flag else str,
        default=False if is_flag else None,
        callback=lambda _ctx, _param, value: _keep(names[0], keep, value),
    )
    option.rich_help_panel = help_pages.COMMON
    return option


def _keep(name: str, keep: Callable[[Invocation, Any], None], value: Any) -> None:
    if value == "":  # an unset variable of a script must not mean another book
        raise UsageRefused(_("The option {option} needs a value."), option=name)
    if value not in (None, False):
        keep(current(), value)


def _remember_format(run: Invocation, value: str) -> None:
    check_format(value, FILE_ONLY_FORMATS)  # which verb it is for is not known yet
    run.format = value


def _remember(attribute: str) -> Callable[[Invocation, Any], None]:
    def keep(run: Invocation, value: Any) -> None:
        setattr(run, attribute, value)

    return keep
