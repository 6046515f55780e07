"""Tokens to a tree of tests joined by and, or and not; knows no field."""

from __future__ import annotations

from crmcli.kit.errors import UsageRefused
from crmcli.kit.i18n import _
from crmcli.kit.where.lexer import Token, refused, tokens_of

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from typing import Literal, NamedTuple, TypeAlias

    Operator = Literal["=", "!=", "<", "<=", ">", ">=", "~", "in", "is"]
    Joint = Literal["and", "or"]
    Node: TypeAlias = "Test | Not | Joined"
else:
    from crmcli.kit.named import NamedTuple

DEEPEST_BRACKETS = 50
MOST_TESTS = 500
"""SQLite refuses conditions that are 1,000 tests high."""


_OPERATORS: dict[str, Operator] = {
    "=": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "~": "~",
}  # fmt: skip
_AND = frozenset({"and", "且", "并且", "和"})
_OR = frozenset({"or", "或", "或者"})
_NOT = frozenset({"not", "非", "不"})
_IN = frozenset({"in", "属于"})
_IS = frozenset({"is"})
_EMPTY = frozenset({"empty"})
_IS_EMPTY = frozenset({"为空"})
_IS_NOT_EMPTY = frozenset({"不为空"})


class Test(NamedTuple):
    """A field and what is asked of it: one value, several for "in", none for "is" (is it empty?)."""

    field: Token
    operator: Operator
    operator_column: int
    values: tuple[Token, ...]


class Not(NamedTuple):
    """The opposite of a part."""

    part: Node


class Joined(NamedTuple):
    """Two parts or more, of which all ("and") or any ("or") must hold."""

    joint: Joint
    parts: tuple[Node, ...]


def parse(text: str) -> Node:
    """The tree of a filter, or UsageRefused with the place and what was expected there."""
    return _Parser(tokens_of(text)).whole()


class _Parser:
    """Recursive descent, one method per rule of the grammar; recursion is as deep as the brackets."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0
        self._tests = 0

    def whole(self) -> Node:
        if self._next.kind == "end":
            raise refused(1, _("the filter is empty; type for example: grade = A and name ~ Wang."))
        node = self._expression()
        rest = self._next
        if rest.kind == ")":
            raise refused(rest.column, _("this bracket was never opened."))
        if rest.kind != "end":
            raise self._no_joint()
        return node

    def _expression(self) -> Node:
        parts = [self._conjunction()]
        while self._take(_OR):
            parts.append(self._conjunction())
        return parts[0] if len(parts) == 1 else Joined("or", tuple(parts))

    def _conjunction(self) -> Node:
        parts = [self._term()]
        while self._take(_AND):
            parts.append(self._term())
        return parts[0] if len(parts) == 1 else Joined("and", tuple(parts))

    def _term(self) -> Node:
        negated = self._take(_NOT)
        part = self._group() if self._next.kind == "(" else self._test()
        return Not(part) if negated else part

    def _group(self) -> Node:
        opening = self._advance()
        self._depth += 1
        if self._depth > DEEPEST_BRACKETS:
            raise refused(
                opening.column, _("brackets go at most {limit} levels deep."), limit=DEEPEST_BRACKETS
            )
        node = self._expression()
        if self._next.kind == "end":
            raise refused(opening.column, _("this bracket is never closed."))
        if self._next.kind != ")":
            raise self._no_joint()
        self._advance()
        self._depth -= 1
        return node

    def _test(self) -> Node:
        field = self._field()
        self._tests += 1
        if self._tests > MOST_TESTS:
            raise refused(
                field.column,
                _('a filter has at most {limit} tests; "in" takes many values at once.'),
                limit=MOST_TESTS,
            )
        place = self._next
        if place.kind == "operator":
            self._advance()
            return Test(field, _OPERATORS[place.text], place.column, (self._value(),))
        if self._take(_IN):
            return Test(field, "in", place.column, self._values())
        return self._emptiness(field)

    def _field(self) -> Token:
        token = self._next
        if token.kind not in ("word", "quoted") or token.is_word(_AND | _OR | _NOT):
            raise refused(
                token.column, _('a field, "not" or a bracket must come here, not {found}.'), found=token.shown
            )
        return self._advance()

    def _emptiness(self, field: Token) -> Node:
        """`is [not] empty`, 为空 and 不为空; the Chinese ones need no space before them."""
        place = self._next
        if self._take(_IS):
            negated = self._take(_NOT)
            if not self._take(_EMPTY):
                raise refused(
                    self._next.column, _('"empty" must come here, not {found}.'), found=self._next.shown
                )
        elif self._take(_IS_NOT_EMPTY):
            negated = True
        elif self._take(_IS_EMPTY):
            negated = False
        else:
            field, negated = self._glued_emptiness(field)
        test = Test(field, "is", place.column, ())
        return Not(test) if negated else test

    def _glued_emptiness(self, field: Token) -> tuple[Token, bool]:
        """手机不为空 in one word: the field in it, and whether it must not be empty."""
        for ending in ("不为空", "为空"):
            name = field.text.removesuffix(ending)
            if field.kind == "word" and name and name != field.text:
                return field._replace(text=name), ending == "不为空"
        place = self._next
        if place.is_word(_NOT):
            raise refused(place.column, _('"not" comes before the field: not grade in A,B.'))
        raise refused(
            place.column,
            _('after a field comes = != < <= > >= ~, "in" or "is", not {found}.'),
            found=place.shown,
        )

    def _values(self) -> tuple[Token, ...]:
        values = [self._value()]
        while self._next.kind == ",":
            self._advance()
            values.append(self._value())
        return tuple(values)

    def _value(self) -> Token:
        token = self._next
        if token.kind not in ("word", "quoted") or token.is_word(_AND | _OR):
            raise refused(
                token.column,
                _("a value must come here, not {found}; quotes make a value of anything."),
                found=token.shown,
            )
        if not token.text:
            raise refused(token.column, _('a value has at least one character; "is empty" asks for none.'))
        return self._advance()

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _advance(self) -> Token:
        token = self._next
        self._at += 1
        return token

    def _take(self, words: frozenset[str]) -> bool:
        """Step over the next token if it is one of these words."""
        taken = self._next.is_word(words)
        self._at += taken
        return taken

    def _no_joint(self) -> UsageRefused:
        return refused(
            self._next.column,
            _(
                '"and" or "or" must come here, with spaces around it, not {found};'
                " a value with spaces, commas or signs needs quotes."
            ),
            found=self._next.shown,
        )
