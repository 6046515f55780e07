"""Copies of the book that are proven to restore, and going back to one."""
