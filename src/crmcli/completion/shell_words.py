"""Bash's quoting: the words of a line that is not finished, and candidates written so that they are one word.

Zsh and fish hand over words and quote what they insert; bash does neither.
"""

_BLANK = " \t\n"
_QUOTED_IN_DOUBLE = '"\\$`\n'
# What readline takes for the end of a word (COMP_WORDBREAKS) is escaped too, so that a name stays one word.
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./,+%")


class Line:
    """The words of a command line up to the cursor, the last as far as it is typed.

    `raw` is the last word as it stands on the line; `in_redirection` when it names a file to redirect to.
    """

    __slots__ = ("in_redirection", "raw", "words")

    def __init__(self, words: list[str], raw: str, in_redirection: bool) -> None:
        self.words = words
        self.raw = raw
        self.in_redirection = in_redirection


class _Splitter:
    def __init__(self) -> None:
        self.words: list[str] = []
        self.word = ""
        self.raw = ""
        self.quote = ""
        self.escaped = False
        self.redirected = False

    def take(self, character: str) -> None:
        if not self.quote and not self.escaped and character in _BLANK + "<>":
            self.end_word(character in "<>")
            return
        self.raw += character
        if self.escaped:
            self.take_escaped(character)
        elif character == "\\" and self.quote != "'":
            self.escaped = True
        elif character == self.quote:
            self.quote = ""
        elif not self.quote and character in "'\"":
            self.quote = character
        else:
            self.word += character

    def take_escaped(self, character: str) -> None:
        self.escaped = False
        if self.quote and character not in _QUOTED_IN_DOUBLE:
            self.word += "\\"
        self.word += character

    def end_word(self, redirects: bool) -> None:
        if self.raw and not self.redirected and not (redirects and self.raw.isdigit()):
            self.words.append(self.word)
        if self.raw or redirects:
            self.redirected = redirects
        self.word = self.raw = ""


def split_line(line: str) -> Line:
    """The words of a line as bash would give them to the program; an open quote ends with the line."""
    splitter = _Splitter()
    for character in line:
        splitter.take(character)
    return Line([*splitter.words, splitter.word], splitter.raw, splitter.redirected)


def replacement(value: str, raw: str, word: str, lead: str = "") -> str | None:
    """What to put in place of `word`, which readline replaces, so that the whole word `raw` means `lead` + `value`.

    Readline's word begins behind an opening quote, or behind the last `=` or `:`. None where that cannot be.
    """
    if not raw.startswith(lead):
        return None
    if lead and word.startswith(lead):  # `=` ends no word where somebody has taken it out of COMP_WORDBREAKS
        inner = replacement(value, raw[len(lead) :], word[len(lead) :])
        return None if inner is None else lead + inner
    return _in_place(value, raw[len(lead) :], word)


def _in_place(value: str, raw: str, word: str) -> str | None:
    quote = raw[:1]
    if quote in ("'", '"'):
        return (_in_single if quote == "'" else _in_double)(value) if raw[1:] == word else None
    kept = raw[: len(raw) - len(word)]
    written = escaped(value)
    if not raw.endswith(word) or not written.startswith(kept):
        return None
    return written[len(kept) :]


def escaped(value: str) -> str:
    """The value as one word outside quotes. `~` is special in front only, and harmless elsewhere."""
    return "".join(
        character if character in _PLAIN or not character.isascii() else f"\\{character}"
        for character in value
    )


# Readline closes the quote, unless the text ends with that very sign. Where it does, the quote is closed here.
def _in_single(value: str) -> str:
    body = value.rstrip("'")
    trailing = len(value) - len(body)
    return body.replace("'", "'\\''") + ("'" + "\\'" * trailing if trailing else "")


def _in_double(value: str) -> str:
    # `!` calls the history inside double quotes, where a backslash before it would stay.
    body = value.rstrip('"!')
    written = "".join(f"\\{c}" if c in '"\\$`' else '"\\!"' if c == "!" else c for c in body)
    trailing = value[len(body) :]
    return written + ('"' + "".join(f"\\{c}" for c in trailing) + _ending(trailing) if trailing else "")


def _ending(trailing: str) -> str:
    return '""' if trailing.endswith("!") else ""
