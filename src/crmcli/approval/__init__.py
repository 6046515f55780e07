"""Somebody else's yes: asked for, given or refused, and carried out once."""
