"""`crm import --template`: an empty workbook to fill in, with drop-downs, that needs no mapping afterwards."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping, Sequence
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from crmcli.customer.vocabulary import labels
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.prompts import ask
from crmcli.kit.cli.results import Text
from crmcli.kit.errors import RuleRefused, UsageRefused
from crmcli.kit.files import replacing
from crmcli.kit.i18n import _, language
from crmcli.kit.shown import display_width, displayable
from crmcli.transfer.headers import people_header

LAST_ROW = 5_000
NARROWEST, WIDEST = 12, 40
LISTS_SHEET = "lists"
WORDS = {"kind": "kind", "need": "need", "status": "status", "importance": "importance"}
DATES = ("expected_close_on", "last_contact_on", "next_follow_up_on")
DIGITS = ("mobile", "phone", "wechat", "id_number", "licence_number", "birthday")
EXAMPLES = {
    "name": {"en": "Yuanshan Machinery", "zh": "远山机械有限公司"},
    "kind": {"en": "company", "zh": "企业"},
    "contact": {"en": "Chen Xiao", "zh": "陈晓"},
    "contact_position": {"en": "Purchasing manager", "zh": "采购经理"},
    "mobile": {"en": "13912340001", "zh": "13912340001"},
    "phone": {"en": "021-62345678 / 021-62345679", "zh": "021-62345678 / 021-62345679"},
    "email": {"en": "chen@example.com", "zh": "chen@example.com"},
    "wechat": {"en": "chenxiao01", "zh": "chenxiao01"},
    "grade": {"en": "B", "zh": "B"},
    "need": {"en": "clear need", "zh": "有明显需求"},
    "status": {"en": "potential", "zh": "潜在"},
    "importance": {"en": "key", "zh": "重点"},
    "owner": {"en": "Lin Hao", "zh": "林浩"},
    "source": {"en": "Trade fair", "zh": "展会"},
    "region": {"en": "Shanghai", "zh": "上海"},
    "industry": {"en": "Machinery", "zh": "机械"},
    "address": {"en": "1 Example Road", "zh": "示例路1号"},
    "expected_close_on": {"en": "2026-12-31", "zh": "2026-12-31"},
    "amount_fen": {"en": "120000", "zh": "120000"},
    "last_contact_on": {"en": "2026-11-20", "zh": "2026-11-20"},
    "last_contact_summary": {"en": "Saw the plant", "zh": "看了厂房"},
    "next_follow_up_on": {"en": "2026-11-27", "zh": "2026-11-27"},
    "next_topic": {"en": "Send the offer", "zh": "发报价"},
    "birthday": {"en": "1985-06-01", "zh": "1985-06-01"},
    "id_number": {"en": "", "zh": ""},
    "licence_number": {"en": "", "zh": ""},
    "tags": {"en": "VIP, fair", "zh": "大客户、展会"},
    "note": {"en": "Prefers mornings", "zh": "上午方便"},
}


class Field(NamedTuple):
    """One column of the template: its header, what may stand in it, an example, and the words to choose from."""

    key: str
    header: str
    explanation: str
    example: str
    choices: Sequence[str]


def write_template(run: Invocation, path: str) -> Text:
    """Write the workbook. Raises RuleRefused where a file is there that nobody agreed to replace."""
    if not path.lower().endswith(".xlsx"):
        raise UsageRefused(_("A template is a workbook; name it like customers.xlsx."))
    from crmcli.transfer.importing import book_and_policy
    from crmcli.transfer.queries import staff_names

    with book_and_policy(run) as (book, policy):
        letters = {grade.letter: f"{grade.letter}: {grade.meaning}" for grade in policy.grades}
        fields = list(_fields(letters, sorted(staff_names(book).values())))
    content = _workbook(fields)
    if run.dry_run:
        run.say(_("A dry run: nothing was changed."))
        return Text(path, {"template": path})
    _agree_to_replace(run, path)
    with replacing(path) as file:
        file.write(content)
    run.say(_("{path} is ready to be filled in; then: crm import {path}").format(path=displayable(path)))
    return Text(path, {"template": path})


def _agree_to_replace(run: Invocation, path: str) -> None:
    """A file of that name may be a template somebody has filled in."""
    if run.yes or not os.path.lexists(path):
        return
    question = _("{path} is there already. Replace it?").format(path=displayable(path))
    if not run.interactive or ask(f"{question} {_('[y/N]')}").lower() not in ("y", "yes", "是", "好", "对"):
        raise RuleRefused(
            _("{path} is there already; name another file, or say --yes to replace it."),
            path=displayable(path),
        )


def _fields(letters: Mapping[str, str], staff: Sequence[str]) -> Iterator[Field]:
    lists = {key: list(labels(vocabulary).values()) for key, vocabulary in WORDS.items()}
    lists |= {"grade": list(letters), "owner": list(staff)}
    for key, examples in EXAMPLES.items():
        header = people_header(key, language())
        if key == "amount_fen":
            header = _("{header} (yuan)").format(header=header)
        choices = lists.get(key, [])
        explanation = "; ".join(letters.values()) if key == "grade" else _explanation(key, choices)
        yield Field(key, header, explanation, examples[language()], choices)


def _explanation(key: str, choices: Sequence[str]) -> str:
    if key == "name":
        return _("The only column that has to be filled: the company, or the person.")
    if key in ("mobile", "phone"):
        return _("Several with / between them.")
    if key in ("id_number", "licence_number"):
        return _("18 digits or letters, as text; a number would lose its last digits.")
    if key in DATES or key == "birthday":
        return _("A date with its year: 2026-12-31.")
    if key == "owner":
        return _("Who of us looks after the customer; empty: who imports.")
    if key == "tags":
        return _("Several with a comma between them.")
    if choices:
        return _("One of: {words}").format(words=_(", ").join(choices))
    return _("An amount in yuan.") if key == "amount_fen" else _("Any text.")


def _workbook(fields: Sequence[Field]) -> bytes:
    from xlsxwriter import Workbook

    zipped = io.BytesIO()
    with TemporaryDirectory(prefix="crm-") as folder:
        book = Workbook(zipped, {"tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False})
        sheet = book.add_worksheet(_("Customers"))
        explained = book.add_worksheet(_("How to fill it in"))
        lists = book.add_worksheet(LISTS_SHEET)
        lists.hide()
        _fill_customers(book, sheet, lists, fields)
        _fill_explanation(book, explained, fields)
        book.close()
    return zipped.getvalue()


def _fill_customers(book: Any, sheet: Any, lists: Any, fields: Sequence[Field]) -> None:
    header = book.add_format({"bold": True, "bottom": 1})
    formats = {
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "money": book.add_format({"num_format": "#,##0.00"}),
        "text": book.add_format({"num_format": "@"}),
        "any": None,
    }
    sheet.freeze_panes(1, 1)
    for place, field in enumerate(fields):
        sheet.write_string(0, place, field.header, header)
        sheet.write_comment(0, place, f"{field.explanation}\n{field.example}".strip())
        width = min(max(display_width(field.header) + 2, NARROWEST), WIDEST)
        sheet.set_column(place, place, width, formats[_format_of(field.key)])
        if field.choices:
            lists.write_column(0, place, field.choices)
            sheet.data_validation(1, place, LAST_ROW, place, _choice_of(place, field))
        elif field.key in DATES:
            sheet.data_validation(1, place, LAST_ROW, place, _only_dates())


def _format_of(key: str) -> str:
    if key in DATES:
        return "date"
    if key == "amount_fen":
        return "money"
    return "text" if key in DIGITS else "any"


def _choice_of(place: int, field: Field) -> dict[str, Any]:
    """Words to choose from; another owner is somebody new, and allowed."""
    from xlsxwriter.utility import xl_range_abs

    source = f"={LISTS_SHEET}!{xl_range_abs(0, place, len(field.choices) - 1, place)}"
    return {
        "validate": "list",
        "source": source,
        "error_type": "information" if field.key == "owner" else "stop",
        "error_message": _("Choose one of the list."),
    }


def _only_dates() -> dict[str, Any]:
    from datetime import date

    return {
        "validate": "date",
        "criteria": ">=",
        "value": date(1900, 3, 1),
        "error_message": _("A date with its year: 2026-12-31."),
    }


def _fill_explanation(book: Any, sheet: Any, fields: Sequence[Field]) -> None:
    bold = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    for place, (title, width) in enumerate(
        ((_("Column"), 24), (_("What goes in"), 60), (_("for example"), 32))
    ):
        sheet.write_string(0, place, title, bold)
        sheet.set_column(place, place, width)
    for row, field in enumerate(fields, start=1):
        for place, text in enumerate((field.header, field.explanation, field.example)):
            sheet.write_string(row, place, text, wrapped)
