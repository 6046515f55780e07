"""Whatever a cell holds: terminals are not steered, columns stay aligned, machines read the cells back."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from crmcli.kit.formats import Column, Listing, render
from crmcli.kit.formats.layout import listing_lines
from crmcli.kit.formats.terminal import Terminal
from crmcli.kit.formula_cells import unguard_cell
from crmcli.kit.shown import display_width, displayable

ONE_LINE = Terminal(120)


def printed(result: Listing, format: str, terminal: Terminal = ONE_LINE) -> str:
    stream = io.StringIO()
    render(result, format, stream=stream, terminal=terminal)
    return stream.getvalue()


any_text = st.text(st.characters(), max_size=40) | st.text(
    "张（），。a |\\\"'=\t\n\r\x1b\u200d\u202e\ud800", max_size=30
)
any_rows = st.lists(st.tuples(any_text, any_text), min_size=1, max_size=5)


def texts(rows: Sequence[Sequence[Any]]) -> Listing:
    return Listing([Column("a", "甲"), Column("b", "乙", line=2)], rows)


@given(any_rows, st.sampled_from([Terminal(30), Terminal(80), Terminal(120)]))
def test_no_text_steers_a_terminal(rows: list[tuple[str, str]], terminal: Terminal) -> None:
    for format in ("table", "plain", "markdown"):
        for line in printed(texts(rows), format, terminal).split("\n"):
            assert displayable(line) == line
            line.encode()


@given(any_rows)
def test_plain_columns_begin_at_one_width(rows: list[tuple[str, str]]) -> None:
    lines = printed(texts([(a, f"|{b}") for a, b in rows]), "plain").split("\n")[1:-1]
    starts = {
        display_width(line[: len(line) - len(end)])
        for line, (_a, b) in zip(lines, rows, strict=True)
        if line.endswith(end := displayable(f"|{b}".replace("\r\n", "\n").replace("\r", "\n")).rstrip(" "))
    }
    assert len(starts) == 1
    assert len(lines) == len(rows)
    assert not any(line.endswith(" ") for line in lines)


@given(any_rows, st.sampled_from(["", "题"]), st.booleans())
def test_plain_text_is_the_table_of_a_terminal_without_edges(
    rows: list[tuple[str, str]], title: str, sections: bool
) -> None:
    columns = [
        Column("a", "甲"),
        Column("b", "乙长", wording=lambda text: text * 2),
        Column("n", "数", "int"),
    ]
    listing = Listing(
        [*columns, Column("x", "无", tables=False)],
        [(*row, len(row[0]), "x") for row in rows],
        section=(lambda row: row[0][:1] and "段") if sections else None,
        title=title,
    )
    _count, lines = listing_lines(listing)
    assert printed(listing, "plain") == "".join(
        "".join(text for text, _style in line) + "\n" for line in lines
    )


@given(any_rows)
def test_machine_rows_stay_rows(rows: list[tuple[str, str]]) -> None:
    table = list(csv.reader(io.StringIO(printed(texts(rows), "csv"), newline="")))
    assert [len(row) for row in table] == [2] * (len(rows) + 1)
    lines = printed(texts(rows), "tsv").split("\n")
    assert [line.count("\t") for line in lines] == [1] * (len(rows) + 1) + [0]
    assert len(printed(texts(rows), "jsonl").split("\n")) == len(rows) + 1
    printed(texts(rows), "json").encode()


@given(st.lists(st.tuples(st.text(), st.text()), max_size=5))
def test_json_gives_the_cells_back(rows: list[tuple[str, str]]) -> None:
    back = json.loads(printed(texts(rows), "json"))
    assert [(row["a"], row["b"]) for row in back] == rows


@given(st.lists(st.text(st.characters(categories=("L", "N", "P", "Zs"))), min_size=1, max_size=4))
def test_csv_gives_the_cells_back(cells: list[str]) -> None:
    columns = [Column(f"c{place}", "") for place in range(len(cells))]
    back = list(csv.reader(io.StringIO(printed(Listing(columns, [cells]), "csv"), newline="")))
    assert [unguard_cell(cell) for cell in back[1]] == cells
