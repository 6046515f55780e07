"""Everything that is owed to anybody, by when; and moving it."""
