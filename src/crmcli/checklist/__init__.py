"""Document checklists: which papers are asked for, whose they are, what has come, what is missing."""
