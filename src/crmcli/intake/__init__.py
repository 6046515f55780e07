"""Registering customers and correcting their cards."""
