"""The record written as one document: in an editor (`--edit`), or read from a file (`--draft`)."""

from crmcli.customer.vocabulary import labels
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.dates import describe_date
from crmcli.kit.errors import RuleRefused
from crmcli.kit.i18n import _
from crmcli.visit import document
from crmcli.visit.asking import Form
from crmcli.visit.drafts import edited, new_draft, read_draft
from crmcli.visit.particulars import aspect_titles, parse_text
from crmcli.visit.phrases import SUMMARY
from crmcli.visit.seen import Seen
from crmcli.visit.typed import TypedRecord


def write_down(run: Invocation, typed: TypedRecord, seen: Seen, form: Form) -> None:
    """Take the texts of the form from a document, where one is asked for. RuleRefused where it says nothing."""
    if typed.draft is not None:
        form.draft = read_draft(run, typed.draft)
    if typed.edit:
        text = form.draft.text if form.draft else _document(seen, form)
        form.draft = edited(run, form.draft or new_draft(run, seen.match.code, text))
    if form.draft is None:
        return
    parts = {SUMMARY: "", **aspect_titles(seen.record)}
    said = {part: text for part, text in document.read(form.draft.text, parts).items() if text}
    if not said:
        form.finish()
        raise RuleRefused(_("The document says nothing; nothing was changed."))
    texts = {part: parse_text(text) for part, text in said.items()}
    summary = texts.pop(SUMMARY, "")
    if typed.draft is not None and not typed.edit:  # what is typed beside a file counts too
        summary, texts = form.new.summary or summary, {**texts, **form.new.told.aspects}
    form.new = form.new._replace(summary=summary, told=form.new.told._replace(aspects=texts))


def _document(seen: Seen, form: Form) -> str:
    new = form.new
    kind = labels("contact_kind")[new.kind]
    comments = [
        f"{seen.match.name}  {seen.match.code}  {kind} {describe_date(new.contact_on)}",
        _(
            "Write under the headings. Lines that begin with # are left out; with nothing written nothing is changed."
        ),
    ]
    titles = aspect_titles(seen.record)
    asked = [item for item in seen.record.asked.get(new.kind, ()) if item in titles]
    required = seen.record.required.get(new.kind, ())
    ordered = {name: titles[name] for name in dict.fromkeys((*asked, *titles))}
    worded = {name: f"{title} *" if name in required else title for name, title in ordered.items()}
    return document.written(
        comments, {SUMMARY: _("What was said"), **worded}, {**new.told.aspects, SUMMARY: new.summary}
    )
