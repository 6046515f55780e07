"""The record written as one document: in an editor (`--edit`), or read from a file (`--draft`)."""

from collections.abc import Mapping

from crmcli.customer.vocabulary import labels
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.dates import describe_date
from crmcli.kit.errors import RuleRefused
from crmcli.kit.i18n import _
from crmcli.visit import document
from crmcli.visit.asking import Form
from crmcli.visit.drafts import Draft, edited, new_draft, read_draft
from crmcli.visit.particulars import aspect_titles, parse_text
from crmcli.visit.phrases import SUMMARY
from crmcli.visit.seen import Seen
from crmcli.visit.typed import TypedRecord


def write_down(run: Invocation, typed: TypedRecord, seen: Seen, form: Form) -> None:
    """Take the texts of the form from a document, where one is asked for. RuleRefused where it says nothing."""
    new = form.new
    heading = f"{labels('contact_kind')[new.kind]} {describe_date(new.contact_on)}"
    form.draft = opened(run, typed, seen, new.kind, heading, {**new.told.aspects, SUMMARY: new.summary})
    if form.draft is None:
        return
    try:
        texts = {part: text for part, text in texts_of(form.draft, seen).items() if text}
    except NothingWritten:
        form.finish()
        raise
    summary = texts.pop(SUMMARY, "")
    if not typed.edit:  # what is typed beside a file counts too
        summary, texts = new.summary or summary, {**texts, **new.told.aspects}
    form.new = new._replace(summary=summary, told=new.told._replace(aspects=texts))


class NothingWritten(RuleRefused):
    """The document came back empty."""


def opened(
    run: Invocation, typed: TypedRecord, seen: Seen, kind: str, heading: str, said: Mapping[str, str]
) -> Draft | None:
    """The document as somebody leaves it; None where none is asked for. A new one begins with what is said already."""
    draft = read_draft(run, typed.draft) if typed.draft is not None else None
    if typed.edit:
        draft = edited(run, draft or new_draft(run, seen.match.code, _document(seen, kind, heading, said)))
    return draft


def texts_of(draft: Draft, seen: Seen) -> dict[str, str]:
    """What the document says under each heading, empty texts too. Raises NothingWritten, ValueRefused."""
    read = document.read(draft.text, [SUMMARY, *aspect_titles(seen.record)])
    if not any(read.values()):
        raise NothingWritten(_("The document says nothing; nothing was changed."))
    return {part: parse_text(text) for part, text in read.items()}


def _document(seen: Seen, kind: str, heading: str, said: Mapping[str, str]) -> str:
    comments = [
        f"{seen.match.name}  {seen.match.code}  {heading}",
        _(
            "Write under the headings. Lines that begin with # are left out; with nothing written nothing is changed."
        ),
    ]
    titles = aspect_titles(seen.record)
    asked = [item for item in seen.record.asked.get(kind, ()) if item in titles]
    required = seen.record.required.get(kind, ())
    ordered = {name: titles[name] for name in dict.fromkeys((*asked, *titles))}
    worded = {name: f"{title} *" if name in required else title for name, title in ordered.items()}
    return document.written(comments, {SUMMARY: _("What was said"), **worded}, said)
