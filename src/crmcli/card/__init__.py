"""The customer card as a whole: filling it in, its files."""
