"""Campaigns: many customers called on for one purpose, what they think of us, and what becomes of that."""
