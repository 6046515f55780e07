"""Customers as registered: the card, its phones, people, notes, tags and own fields; finding one again."""
