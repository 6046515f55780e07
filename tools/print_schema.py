"""Print the tables as SQL: what a new migration must bring a book to. The schema test compares with the same."""

import importlib
import pathlib

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import SQLModel

import crmcli


def schema_statements() -> list[str]:
    """The CREATE statements of every table and index, parents first."""
    for tables in sorted(pathlib.Path(crmcli.__file__).parent.glob("*/tables.py")):
        importlib.import_module(f"crmcli.{tables.parent.name}.tables")
    dialect = sqlite.dialect()
    statements = []
    for table in SQLModel.metadata.sorted_tables:
        statements.append(str(CreateTable(table).compile(dialect=dialect)).strip())
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            statements.append(str(CreateIndex(index).compile(dialect=dialect)).strip())
    return statements


if __name__ == "__main__":
    print("\n\n".join(f"{statement};" for statement in schema_statements()))
