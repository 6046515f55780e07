"""The map of the command line: each verb, the module that has it, and a line of help."""

import importlib
from functools import lru_cache
from sqlite3 import Connection
from typing import Any, NamedTuple, cast

import typer
from typer.core import TyperOption
from typer.main import get_group

from crmcli.kit.cli import help as help_pages
from crmcli.kit.cli.invocation import Invocation, current
from crmcli.kit.cli.results import Text
from crmcli.kit.cli.usage import usage_refusal
from crmcli.kit.cli.verbs import Verb, VerbGroup
from crmcli.kit.errors import RequestDone, UsageRefused
from crmcli.kit.i18n import N_, _, language

DAILY, CUSTOMERS, WHOLE_BOOK = N_("Every day"), N_("Customers"), N_("The book")


class Entry(NamedTuple):
    """Where a verb lives (a capability's `commands.py`), its panel on the help page, its line of help."""

    capability: str
    panel: str
    help: str


VERBS = {
    "due": Entry("due", DAILY, N_("what is due by today (or WHEN): whom to contact, and what to say")),
    "visit": Entry("visit", DAILY, N_("log a contact, re-grade, set the next one")),
    "add": Entry("intake", DAILY, N_("register a customer")),
    "find": Entry("customer", DAILY, N_("find customers by name, pinyin, phone or any word on the card")),
    "show": Entry("customer", DAILY, N_("the whole card of a customer")),
    "brief": Entry("brief", DAILY, N_("one screen to read before a visit")),
    "list": Entry("customer", DAILY, N_("customers by grade, owner, region … or any --where")),
    "why": Entry("due", DAILY, N_("why a customer is due when it is, term by term")),
    "grade": Entry("grade", DAILY, N_("the grade, its history and the suggested one; or change it")),
    "deal": Entry("deal", DAILY, N_("close a deal: won or lost")),
    "snooze": Entry("due", DAILY, N_("move the next follow-up to a date")),
    "edit": Entry("intake", CUSTOMERS, N_("change what the card says")),
    "contact": Entry("customer", CUSTOMERS, N_("the people at a customer: add, edit, drop")),
    "note": Entry("customer", CUSTOMERS, N_("write a note on the card")),
    "tag": Entry("customer", CUSTOMERS, N_("tag customers, or take tags off")),
    "archive": Entry("customer", CUSTOMERS, N_("put customers away, or bring them back")),
    "plan": Entry("due", CUSTOMERS, N_("spread an overdue backlog over the coming days")),
    "card": Entry("card", CUSTOMERS, N_("the whole card: submit, file, check, print; its second page")),
    "greet": Entry("greeting", CUSTOMERS, N_("birthdays and festivals: whom to greet, and that it was done")),
    "checklist": Entry(
        "checklist", CUSTOMERS, N_("papers a customer must hand in: what has come, what is missing")
    ),
    "owe": Entry("owe", CUSTOMERS, N_("promises, complaints, suggestions; how satisfied customers are")),
    "duplicates": Entry("merge", CUSTOMERS, N_("cards that are of one customer")),
    "merge": Entry("merge", CUSTOMERS, N_("join two cards of one customer")),
    "report": Entry(
        "report", CUSTOMERS, N_("reports for any period, person or branch, as HTML and XLSX too")
    ),
    "history": Entry("history", CUSTOMERS, N_("who changed what, when and why")),
    "undo": Entry("history", CUSTOMERS, N_("take back my last command, whole")),
    "import": Entry("transfer", WHOLE_BOOK, N_("take customers from a spreadsheet")),
    "export": Entry("transfer", WHOLE_BOOK, N_("write customers, visits or the due list to a file")),
    "backup": Entry("backup", WHOLE_BOOK, N_("copy the book, checked; list the copies")),
    "restore": Entry("backup", WHOLE_BOOK, N_("go back to a copy")),
    "doctor": Entry("doctor", WHOLE_BOOK, N_("look for what is wrong, and mend what is safe")),
    "init": Entry("admin", WHOLE_BOOK, N_("make an empty book")),
    "demo": Entry("admin", WHOLE_BOOK, N_("make a demonstration book")),
    "config": Entry("admin", WHOLE_BOOK, N_("show or change the settings")),
    "date": Entry("admin", WHOLE_BOOK, N_("say which day a date means")),
    "batch": Entry("batch", WHOLE_BOOK, N_("carry out many command lines with one start")),
    "completion": Entry("completion", WHOLE_BOOK, N_("completion for bash, zsh or fish")),
    "playbook": Entry("playbook", WHOLE_BOOK, N_("the rules in force, and other lines of business")),
    "team": Entry("team", WHOLE_BOOK, N_("the people who sell, and what needs a second one's yes")),
}


# What keeps a book whole, or says who works, is open to whoever has the file.
FOR_ANYBODY = frozenset(
    {"config", "backup", "restore", "doctor", "init", "demo", "date", "completion", "help"}
)
_MORNING = "_morning"  # what no verb at all asks for


class CommandMap(VerbGroup):
    """`crm` itself: a verb's module is loaded when the verb is used."""

    def list_commands(self, _ctx: Any) -> list[str]:
        return list(VERBS)

    def get_command(self, _ctx: Any, cmd_name: str) -> Any:
        if cmd_name == "help":
            return self.commands.get("help")
        entry = VERBS["due"] if cmd_name == _MORNING else VERBS.get(cmd_name)
        if entry is None:
            return None
        if cmd_name not in self.commands:
            module = importlib.import_module(f"crmcli.{entry.capability}.commands")
            self.commands.update(get_group(module.commands).commands)
        return self.commands[cmd_name]

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        rest = super().parse_args(ctx, args)
        if not ctx._protected_args:
            current().say(_("crm --help shows what else there is."))
            ctx._protected_args = [_MORNING]
        return rest

    def get_help(self, _ctx: Any) -> str:
        return front_page()


@lru_cache(maxsize=2)
def _root(_language: str) -> CommandMap:
    """The map in one language; the lines of a batch share it."""
    version = TyperOption(
        param_decls=["--version", "version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        default=False,
        help=_("Show the version."),
        callback=_show_version,
    )
    root = CommandMap(name="crm", params=[version], invoke_without_command=False)
    help_commands = typer.Typer(cls=VerbGroup, add_completion=False, rich_markup_mode=None)

    @help_commands.command("help", cls=Verb, help=_("Help: crm help, crm help all, crm help VERB."))
    def help_(topic: list[str] = typer.Argument(None, metavar="TOPIC", help=_("A command, or all."))) -> Text:  # noqa: B008 - Typer's way
        return Text(_help_on(root, topic or []))

    @help_commands.command("-", hidden=True)
    def unused() -> None:
        """Keeps Typer from folding a single command into its group."""

    root.commands["help"] = get_group(help_commands).commands["help"]
    return root


def _show_version(ctx: Any, _param: Any, wanted: bool) -> None:
    if wanted:
        from crmcli import __version__

        typer.echo(f"crm {__version__}")
        ctx.exit()


def _help_on(root: CommandMap, topic: list[str]) -> str:
    if not topic:
        return front_page()
    if topic == ["all"]:
        return every_verb()
    ctx = root.make_context("crm", [topic[0]])
    command, path = root.get_command(ctx, topic[0]), f"crm {topic[0]}"
    for word in topic[1:]:
        command, path = getattr(command, "commands", {}).get(word), f"{path} {word}"
    if command is None:
        raise UsageRefused(
            _("There is no help on {topic}; crm help all lists everything."), topic=" ".join(topic)
        )
    return str(command.get_help(command.make_context(path, [], resilient_parsing=True)))


def front_page() -> str:
    """`crm --help`: one screen."""
    daily = [(verb, _(entry.help)) for verb, entry in VERBS.items() if entry.panel == DAILY]
    lines = [
        *help_pages.wrap(
            _("crm: a customer book for the terminal. One file, yours; whom to contact today, and why."), 0
        ),
        "",
        f"{_('Usage')}: crm {_('COMMAND')} [CUSTOMER] … {_('[OPTIONS]')}",
        "",
        f"{_(DAILY)}:",
        *help_pages.definition_list(daily),
    ]
    for panel in (CUSTOMERS, WHOLE_BOOK):
        words = [verb for verb, entry in VERBS.items() if entry.panel == panel]
        lines += ["", f"{_(panel)}:", *help_pages.wrap("  ".join(words), indent=2)]
    lines += [
        "",
        *help_pages.wrap(
            _("CUSTOMER is a code, a name, a phone, pinyin or its initials (wxm finds 王小明)."), 0
        ),
        *help_pages.wrap(
            _("With every command: --db PATH, -f FORMAT, --lang zh|en, --as STAFF, --yes, --dry-run …"), 0
        ),
        *help_pages.wrap(
            _("crm COMMAND --help tells the rest; crm help all has a line for each command."), 0
        ),
    ]
    return "\n".join(lines)


def every_verb() -> str:
    """`crm help all`: a line for each verb."""
    lines: list[str] = []
    for panel in (DAILY, CUSTOMERS, WHOLE_BOOK):
        rows = [(verb, _(entry.help)) for verb, entry in VERBS.items() if entry.panel == panel]
        lines += [f"{_(panel)}:", *help_pages.definition_list(rows), ""]
    return "\n".join(lines).rstrip()


def execute(argv: list[str]) -> object:
    """Parse the words of a command line and carry it out; what the command returns is for the printer."""
    try:
        root = _root(language())
        current().see_if_done = _see_if_done
        with root.make_context("crm", argv) as ctx:
            if not FOR_ANYBODY.intersection(cast(Any, ctx)._protected_args[:1]):
                current().admission = _check_may_read
            return root.invoke(cast(typer.Context, ctx))
    except RequestDone as done:
        from crmcli.history.repeating import answer_again

        return answer_again(current(), done)
    except typer.Exit as end:
        return None if end.exit_code == 0 else _ended(end.exit_code)
    except typer.TyperException as error:
        raise usage_refusal(error) from error


def _see_if_done(run: Invocation) -> None:
    from crmcli.change.requests import see_if_done

    see_if_done(run)


def _check_may_read(run: Invocation, book: Connection) -> None:
    from crmcli.staff.queries import check_may_read

    check_may_read(run, book)


def _ended(code: int) -> object:
    from crmcli.kit.cli.results import Answer

    return Answer(None, code)
