"""The history of the book, append-only (see views.sql for the triggers that hold it so)."""

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel


class ChangeEntry(SQLModel, table=True):
    """One command's worth of changes. `digest` chains it to the entry before (see `rules.entry_digest`).

    An undo names the entry that it takes back.
    """

    __tablename__ = "change_entry"
    __table_args__ = (
        Index("ix_change_entry_undoes_id", "undoes_id", sqlite_where=text("undoes_id is not null")),
    )

    id: int | None = Field(default=None, primary_key=True)
    at: str  # local moment with its offset
    by: str
    command: str
    reason: str | None = None
    payload_digest: str
    digest: str
    undoes_id: int | None = None


class ChangeRow(SQLModel, table=True):
    """One row that the entry touched. `before`/`after` are JSON objects of its columns.

    A bulk insert is one ChangeRow: `row_id` to `last_row_id` inclusive; `after` has checksums instead of rows.
    """

    __tablename__ = "change_row"
    __table_args__ = (
        Index("ix_change_row_of", "table_name", "row_id"),
        Index(
            "ix_change_row_range", "table_name", "last_row_id", sqlite_where=text("last_row_id is not null")
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="change_entry.id", index=True)
    table_name: str
    row_id: int
    last_row_id: int | None = None
    before: str | None = None
    after: str | None = None
    customer_id: int | None = Field(default=None, index=True)  # whose card it is on; no bulk insert has one


class ChangeRequest(SQLModel, table=True):
    """A command that was given a key of its own (`--request-id`), so that a retry does nothing again."""

    __tablename__ = "change_request"

    key: str = Field(primary_key=True)
    words_digest: str  # of the command line, so that a key cannot stand for two commands
    at: str
    entry_id: int | None = Field(default=None, foreign_key="change_entry.id")  # None: nothing had to change


class BookSetting(SQLModel, table=True):
    """What the book knows about itself: its time zone, the next customer number. Not part of the history."""

    __tablename__ = "book_setting"

    key: str = Field(primary_key=True)
    value: str
