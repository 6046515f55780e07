"""Many command lines in one run."""
