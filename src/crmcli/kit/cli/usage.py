"""Typer's own refusals in our words and both languages: Typer knows only English."""

from typing import Any

from typer import TyperException

from crmcli.kit.errors import UsageRefused
from crmcli.kit.i18n import _
from crmcli.kit.shown import excerpt


def usage_refusal(error: TyperException) -> UsageRefused:
    """The same mistake as a sentence of ours, chosen by the kind of Typer's exception."""
    word = _WORDINGS.get(type(error).__name__)
    sentence = word(error) if word else _plain(error)
    context = getattr(error, "ctx", None)
    if context is not None:
        sentence += " " + _("See {command} --help.").format(command=context.command_path)
    return UsageRefused(sentence)


def _no_such_option(error: Any) -> str:
    sentence = _("There is no option {option}.").format(option=excerpt(error.option_name))
    if error.possibilities:
        sentence += " " + _("Did you mean {near}?").format(near=", ".join(sorted(error.possibilities)))
    return sentence


def _missing(error: Any) -> str:
    parameter = error.param
    if parameter is None:
        return _("Something is missing.")
    name = parameter.metavar or parameter.name.upper()
    if parameter.param_type_name == "argument":
        return _("{name} is missing.").format(name=name)
    return _("The option {name} is missing.").format(name=parameter.opts[0])


def _bad_option(error: Any) -> str:
    if "does not take a value" in error.message:
        return _("The option {option} takes no value.").format(option=error.option_name)
    return _("The option {option} needs a value.").format(option=error.option_name)


def _bad_parameter(error: Any) -> str:
    parameter = error.param
    typed = error.message.partition(" is not ")[0].strip("'\"")
    name = parameter.opts[0] if parameter is not None else "-"
    if parameter is not None and parameter.param_type_name == "argument":
        name = parameter.metavar or name.upper()
    return _("{name} does not take {typed}.").format(name=name, typed=excerpt(typed))


def _plain(error: Any) -> str:
    if "unexpected extra argument" in error.message:
        extra = error.message.partition(" (")[2].removesuffix(")")
        return _("Too many words: {extra}. Put text of several words in quotes.").format(extra=excerpt(extra))
    return str(error.message)


_WORDINGS = {
    "NoSuchOption": _no_such_option,
    "MissingParameter": _missing,
    "BadOptionUsage": _bad_option,
    "BadArgumentUsage": _bad_option,
    "BadParameter": _bad_parameter,
}
