"""Nothing typed is lost: a visit that was not written is given back as a command, or its draft is kept."""

import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.errors import CrmError
from crmcli.kit.i18n import _
from crmcli.policy.visit_record import VISIT_ASPECTS
from crmcli.visit.asking import Form
from crmcli.visit.drafts import Draft
from crmcli.visit.typed import TypedVisit


@contextmanager
def giving_back(run: Invocation, told: Callable[[], str]) -> Iterator[None]:
    """Where what was to be written is refused, or the questions are broken off, say how to send it again."""
    try:
        yield
    except CrmError as refusal:
        how = told()
        if how:
            _add(refusal, how)
        raise
    except (EOFError, KeyboardInterrupt) as end:
        how = told()
        if how:
            run.warn(f"\n{how}" if isinstance(end, KeyboardInterrupt) else how)  # Ctrl-C stays in the line
        raise


def how_again(run: Invocation, typed: TypedVisit, form: Form) -> str:
    """The command that says it all again; nothing in a script, which has its own words."""
    if form.draft is not None and form.draft.is_ours:
        return kept_in(form.draft, as_command(run, typed, form))
    if run.interactive and form.was_asked:
        return _("Yours, to send again if it still holds: {yours}").format(yours=as_command(run, typed, form))
    return ""


def kept_in(draft: Draft, yours: str) -> str:
    """Where the draft is, and how to send it again."""
    return _("What you wrote is kept in {path}; to send it again: {yours}").format(
        path=draft.path, yours=yours
    )


def _add(refusal: CrmError, told: str) -> None:
    if not refusal.values:  # a sentence without values is not formatted
        refusal.message = refusal.message.replace("{", "{{").replace("}", "}}")
    refusal.message += "\n{given_back}"
    refusal.values["given_back"] = told


def as_command(run: Invocation, typed: TypedVisit, form: Form) -> str:
    """The visit with what was answered since, as a command line to send again."""
    new, told, draft = form.new, form.new.told, form.draft
    texts = {} if draft is not None else told.aspects
    options: list[tuple[str, object]] = [
        ("--kind", new.kind if new.kind != "visit" else None),
        ("--at", typed.at),
        *(("--with", name) for name in new.companions),
        *(("--purpose", purpose) for purpose in told.purposes),
        ("--line", told.line),
        *((f"--{aspect.replace('_', '-')}", _safe(texts.get(aspect))) for aspect in VISIT_ASPECTS),
        *(("--set", f"{name}={_safe(text)}") for name, text in texts.items() if name not in VISIT_ASPECTS),
        ("--satisfaction", told.satisfaction),
        ("--proxy", told.proxy),
        *(("--told", name) for name in told.told),
        ("--grade", new.grade),
        ("--reason", new.reason),
        ("--next", "none" if new.drop_agreed else new.next_on and new.next_on.isoformat()),
        ("--topic", new.topic),
        ("--draft", draft.path if draft is not None else None),
    ]
    words = ["crm", "visit", form.code]
    words += [option for option, given in (("--short", told.is_short), ("--scout", told.is_scout)) if given]
    words += [*where_and_who(run), *(f"{option}={value}" for option, value in options if value)]
    return shlex.join([*words, "--", new.summary] if new.summary and draft is None else words)


def where_and_who(run: Invocation) -> list[str]:
    """The book and the person of this run, as far as they were typed."""
    return [f"{option}={value}" for option, value in (("--db", run.db), ("--as", run.actor)) if value]


def _safe(text: str | None) -> str | None:
    """A text that would be taken for the names of phrases, so that it is taken as it is."""
    return f"@{text}" if text and text.startswith("@") else text
