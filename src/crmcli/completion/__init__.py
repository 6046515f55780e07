"""Completion for bash, zsh and fish: what may stand at the cursor, answered before Typer is loaded."""
