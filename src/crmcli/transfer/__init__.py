"""Import and export: the customer book as files that other programs and people read and write."""
