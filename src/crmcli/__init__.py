"""crm: a customer book for salespeople who live in a terminal."""

__version__ = "0.1.0"
