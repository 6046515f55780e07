"""The shipped playbooks: data, one TOML each."""
