"""A tree of tests to SQL: text from the registry only, every value bound."""

from __future__ import annotations

from crmcli.kit.errors import UsageRefused, ValueRefused
from crmcli.kit.i18n import _
from crmcli.kit.where.fields import Bound, Field, Fields, folded
from crmcli.kit.where.lexer import Token, refused
from crmcli.kit.where.parser import Joined, Not, Test, parse
from crmcli.kit.where.values import normalised_value, number, stored_value

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from typing import NamedTuple

    from crmcli.kit.where.parser import Joint, Node, Operator
else:
    from crmcli.kit.named import NamedTuple

_ORDERS = ("<", "<=", ">", ">=")
_LARGEST_NUMBER = "cast(9e999 as real)"


class Compiled(NamedTuple):
    """A condition in brackets, ready for a WHERE, and the values of its `?` in order."""

    sql: str
    parameters: tuple[Bound, ...]


class _Piece(NamedTuple):
    """SQL on its way: the joint it was made with, and how deep the joints in it go."""

    sql: str
    parameters: tuple[Bound, ...]
    joint: Joint | None = None
    depth: int = 0


def compile_where(text: str, fields: Fields, today: date) -> Compiled:
    """The filter as SQL over `fields`, open dates seen from `today`; UsageRefused where it makes no sense.

    A test of an empty field does not hold, its opposite does: NULL counts as no.
    """
    piece = _Compiler(fields, today).piece(parse(text), negated=False)
    return Compiled(f"({piece.sql})", piece.parameters)


class _Compiler:
    def __init__(self, fields: Fields, today: date) -> None:
        self._fields = fields
        self._today = today

    def piece(self, node: Node, negated: bool) -> _Piece:
        """SQL of a node or of its opposite.

        "not" is carried down to the tests (De Morgan): only there NULL must be made a no, positive tests keep
        their indexes, and the nesting of SQL is that of and/or alone.
        """
        if isinstance(node, Not):
            return self.piece(node.part, not negated)
        if isinstance(node, Joined):
            return _joined(node.joint, [self.piece(part, negated) for part in node.parts], negated)
        return self._tested(node, negated)

    def _tested(self, test: Test, negated: bool) -> _Piece:
        field = self._field(test.field)
        if test.operator == "!=":
            test, negated = test._replace(operator="="), not negated
        asked = self._meant(field, test) if field.replaced else self._single(field, test)
        if negated:
            return asked._replace(sql=f"not coalesce({asked.sql}, 0)")
        return asked

    def _single(self, field: Field, test: Test) -> _Piece:
        """A test of one meaning of a field."""
        _check_operator(field, test)
        if field.exists_sql:
            return self._asked_of_set(field, test.operator, test.values)
        return self._asked(field, test.operator, test.values)

    def _meant(self, field: Field, test: Test) -> _Piece:
        """A test of a field that meant something else before: of each meaning that knows the value.

        Refused as the present one refuses it, where none does. Only that can be empty.
        """
        if test.operator == "is":
            return self._single(field, test)
        if test.operator == "in":
            each = [test._replace(operator="=", values=(value,)) for value in test.values]
            return _either([self._meant(field, one) for one in each])
        pieces, refusals = list[_Piece](), list[UsageRefused]()
        for meaning in (field, *field.replaced):
            try:
                pieces.append(self._single(meaning, test))
            except UsageRefused as refusal:
                refusals.append(refusal)
        if not pieces:
            raise refusals[0]
        return _either(pieces)

    def _field(self, token: Token) -> Field:
        field = self._found(token)
        if field is not None:
            return field
        if similar := self._fields.nearest(token.text):
            raise refused(
                token.column,
                _("no field is called {typed}; did you mean {nearest}?"),
                typed=token.shown, nearest=similar,
            )  # fmt: skip
        raise refused(
            token.column,
            _("no field is called {typed}; there are: {fields}."),
            typed=token.shown, fields=" ".join(self._fields.labels()),
        )  # fmt: skip

    def _found(self, token: Token) -> Field | None:
        """The field of that name; a path to a part that its list does not have is refused at its place."""
        try:
            return self._fields.find(token.text)
        except ValueRefused as refusal:
            raise refused(token.column, "{refusal}", refusal=refusal) from refusal

    def _asked_of_set(self, field: Field, operator: Operator, values: tuple[Token, ...]) -> _Piece:
        """Does any value of the set pass? "is empty": is there none?"""
        if operator == "is":
            return _Piece("not " + field.exists_sql.replace("{test}", "1"), field.parameters)
        kind = "text" if field.kind == "set" else field.kind
        value = field._replace(kind=kind, sql=field.value_sql, parameters=())
        test = self._asked(value, operator, values)
        tests = field.exists_sql.count("{test}")
        return _Piece(
            field.exists_sql.replace("{test}", test.sql), field.parameters + test.parameters * tests
        )

    def _asked(self, field: Field, operator: Operator, values: tuple[Token, ...]) -> _Piece:
        if operator == "is":
            return _Piece(f"coalesce({field.sql}, '') = ''", field.parameters)
        if operator == "~" and field.words:
            return _with_words(field, values[0].text)
        if operator == "~":
            return _Piece(
                f"{field.sql} like ? escape '\\'", (*field.parameters, _like_pattern(values[0].text))
            )
        if operator in _ORDERS and field.kind == "text" and (limit := number(values[0].text)) is not None:
            return _number_order(field, operator, limit)
        if field.equals_sql and operator not in _ORDERS:
            return _equal(field, values)
        bound = tuple(stored_value(field, value, self._today) for value in values)
        left = f"{field.sql}{_collation(field)}"
        right = f"({', '.join('?' * len(bound))})" if operator == "in" else "?"
        return _Piece(f"{left} {operator} {right}", field.parameters + bound)


def _equal(field: Field, values: tuple[Token, ...]) -> _Piece:
    """Is one of the expressions of a field equal to one of the values?"""
    bound = tuple(normalised_value(field, value) for value in values)
    places = ", ".join("?" * len(bound))
    sql = " or ".join(f"{one} in ({places})" for one in field.equals_sql)
    return _Piece(f"({sql})", bound * len(field.equals_sql))


def _joined(joint: Joint, pieces: list[_Piece], negated: bool) -> _Piece:
    """The pieces under one joint, the deepest first: what opens before it fills SQLite's parser stack."""
    if negated:
        joint = "or" if joint == "and" else "and"
    pieces = sorted(pieces, key=lambda piece: piece.depth, reverse=True)
    sql = f" {joint} ".join(
        f"({piece.sql})" if joint == "and" and piece.joint == "or" else piece.sql for piece in pieces
    )
    parameters = tuple(value for piece in pieces for value in piece.parameters)
    return _Piece(sql, parameters, joint, pieces[0].depth + 1)


def _either(pieces: list[_Piece]) -> _Piece:
    """Any of the meanings passes."""
    sql = " or ".join(piece.sql for piece in pieces)
    return _Piece(f"({sql})", tuple(value for piece in pieces for value in piece.parameters))


def _with_words(field: Field, part: str) -> _Piece:
    """Of a list of words: those in which the part is, as they are shown in either language."""
    keys = tuple(
        dict.fromkeys(stored for word, stored in _shown(field.words) if folded(part) in folded(word))
    )
    marks = ", ".join("?" * len(keys))
    return _Piece(f"{field.sql}{_collation(field)} in ({marks})", (*field.parameters, *keys))


def _shown(words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The words, each with what is stored for it; a key that is only stored is no word where there is another."""
    named = {stored for word, stored in words.items() if word != stored and word.isascii()}
    return ((word, stored) for word, stored in words.items() if word != stored or stored not in named)


def _check_operator(field: Field, test: Test) -> None:
    allowed = ["=", "!=", "in", "is"]
    if field.kind in ("text", "set", "word"):
        allowed.append("~")
    if field.kind in ("int", "number", "money", "date") or (field.ordered and field.kind in ("text", "word")):
        allowed.extend(_ORDERS)
    if test.operator not in allowed:
        raise refused(
            test.operator_column,
            _("{field} can be asked with {allowed}, not with {operator}."),
            field=field.label, allowed=" ".join(allowed), operator=test.operator,
        )  # fmt: skip


def _collation(field: Field) -> str:
    """Free text compares without ASCII case; words are stored in one spelling and may use their index."""
    free = field.kind in ("text", "word") and not field.words
    return " collate nocase" if free else ""


def _number_order(field: Field, operator: Operator, limit: int | float) -> _Piece:
    """An order among the texts that are numbers.

    Beside a NUMERIC, SQLite reads such texts as numbers; all other texts are larger than any number.
    """
    sql = f"{field.sql} {operator} cast(? as numeric)"
    if operator.startswith("<"):
        return _Piece(sql, (*field.parameters, limit))
    sql = f"({sql} and {field.sql} <= {_LARGEST_NUMBER})"
    return _Piece(sql, (*field.parameters, limit, *field.parameters))


def _like_pattern(text: str) -> str:
    for special in "\\%_":
        text = text.replace(special, "\\" + special)
    return f"%{text}%"
