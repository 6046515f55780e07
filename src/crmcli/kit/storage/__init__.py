"""The book as a file: reading, writing, migrating."""
