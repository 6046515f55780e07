"""Reading tables that people bring: CSV, TSV, XLSX, JSON, JSONL and HTML, from a file or standard input.

Only shapes are dealt with here: which bytes are text, where the header is, which cell stands in which column.
What a column means is `transfer.headers`' business, what a value means the importer's.
"""

from __future__ import annotations

from crmcli.transfer.sources.heading import Expected
from crmcli.transfer.sources.opening import ANYWHERE, FORMATS, Place, open_table
from crmcli.transfer.sources.table import RoundedDigits, RowProblem, SourceRow, Table

__all__ = [
    "ANYWHERE",
    "FORMATS",
    "Expected",
    "Place",
    "RoundedDigits",
    "RowProblem",
    "SourceRow",
    "Table",
    "open_table",
]
