"""Generated from zh.po by `make locale`; do not edit."""

MESSAGES: dict[str, str] = {}
