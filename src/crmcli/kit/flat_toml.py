"""The plainest TOML, without the 20 ms that `tomllib` takes to load: `key = "text"` on lines of their own."""


def flat_strings(document: str) -> dict[str, str] | None:
    """The strings of a file that has nothing but plain strings and booleans at its top level, else None.

    None is no fault: `tomllib` can read what this cannot.
    """
    found = {}
    for line in document.split("\n"):
        key, _equals, value = (part.strip() for part in line.partition("="))
        if not key or key.startswith("#"):
            if value and not key:
                return None
            continue
        if not (key.isascii() and key.isidentifier()):
            return None
        if _without_comment(value) in ("true", "false"):
            continue
        text = _plain_string(value)
        if text is None:
            return None
        found[key] = text
    return found


def _plain_string(value: str) -> str | None:
    quote = value[:1]
    if quote not in ('"', "'") or value.startswith(quote * 3):
        return None
    text, closing, rest = value[1:].partition(quote)
    if not closing or "\\" in text or _without_comment(rest):
        return None
    return text


def _without_comment(text: str) -> str:
    return text.partition("#")[0].strip()
