"""Reports: what a team would fill in by hand, computed from what was logged once."""
