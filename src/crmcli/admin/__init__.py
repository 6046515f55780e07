"""The book itself: making one, a demonstration, the settings, what a date means."""
