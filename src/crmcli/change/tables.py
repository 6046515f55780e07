"""The history of the book, append-only (see views.sql for the triggers that hold it so)."""

from sqlmodel import Field, SQLModel


class ChangeEntry(SQLModel, table=True):
    """One command's worth of changes. `digest` chains it to the entry before (see `rules.entry_digest`)."""

    __tablename__ = "change_entry"

    id: int | None = Field(default=None, primary_key=True)
    at: str  # local moment with its offset
    by: str
    command: str
    reason: str | None = None
    payload_digest: str
    digest: str


class ChangeRow(SQLModel, table=True):
    """One row that the entry touched. `before`/`after` are JSON objects of its columns.

    A bulk insert is one ChangeRow: `row_id` to `last_row_id` inclusive, with no payload.
    """

    __tablename__ = "change_row"

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="change_entry.id", index=True)
    table_name: str
    row_id: int
    last_row_id: int | None = None
    before: str | None = None
    after: str | None = None


class BookSetting(SQLModel, table=True):
    """What the book knows about itself: its time zone, the next customer number. Not part of the history."""

    __tablename__ = "book_setting"

    key: str = Field(primary_key=True)
    value: str
