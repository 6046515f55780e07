"""What marks a file as a book, and how old it is. No imports: every read pays for this module."""

APPLICATION_ID = 0x63726D31  # "crm1", in the SQLite header: tells a book from any other database
SCHEMA_VERSION = 23  # the number of the newest file in migrations/

BUSY_TIMEOUT_MS = 15_000
