"""Choosing a line of business: which policy is in force."""
