"""Deals won and lost, and what they do to a customer."""
