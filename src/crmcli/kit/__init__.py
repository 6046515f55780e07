"""What every capability uses; no business words live here."""
