"""Writing the file from which `crmcli.together` loads modules: what quick answers have loaded so far, and no more."""

from __future__ import annotations
import __future__

import ast
import marshal
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from crmcli.together import FOLDER, LENGTH_BYTES, MAGIC, PATH, Together


class _Lean(ast.NodeTransformer):
    """Leaves out what only people and checkers read: docstrings, annotations of functions, `from __future__`."""

    def visit_Module(self, node: ast.Module) -> ast.AST:
        return self._without_docstring(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return self._without_docstring(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        of_all = node.args
        named = [*of_all.posonlyargs, *of_all.args, *of_all.kwonlyargs, of_all.vararg, of_all.kwarg]
        for argument in named:
            if argument is not None:
                argument.annotation = None
        return self._without_docstring(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST:
        return ast.copy_location(ast.Pass(), node) if node.module == "__future__" else node

    def _without_docstring(self, node: ast.Module | ast.ClassDef | ast.FunctionDef) -> ast.AST:
        if ast.get_docstring(node, clean=False) is not None:
            node.body[0] = ast.copy_location(ast.Pass(), node.body[0])
        return self.generic_visit(node)


class _Part:
    """A module for the file: where it comes from, its code, and the names of what it needs at once."""

    def __init__(self, name: str, path: str) -> None:
        with open(path, "rb") as file:
            source, state = file.read(), os.fstat(file.fileno())
        tree = ast.parse(source)
        self.is_package = os.path.basename(path) == "__init__.py"
        self.source = (state.st_mtime_ns, state.st_size)
        self.imports = list(_imported(tree.body))
        self.parent = name.rpartition(".")[0]
        flags = __future__.annotations.compiler_flag
        self.code = marshal.dumps(compile(_Lean().visit(tree), path, "exec", flags, dont_inherit=True))


def _imported(body: Sequence[ast.stmt]) -> Iterator[str]:
    """What may be a module among the names that running a module imports: not what its functions do, nor checkers."""
    for statement in body:
        if isinstance(statement, ast.ImportFrom) and statement.module:
            yield statement.module
            yield from (f"{statement.module}.{alias.name}" for alias in statement.names)
        elif isinstance(statement, ast.Import):
            yield from (alias.name for alias in statement.names)
        elif isinstance(statement, ast.Try):
            yield from _imported(statement.body)
        elif isinstance(statement, ast.If):
            is_for_checkers = isinstance(statement.test, ast.Name) and statement.test.id == "TYPE_CHECKING"
            yield from _imported(statement.orelse if is_for_checkers else statement.body)


def keep(together: Together) -> None:
    """Write the file anew with the modules that this run had to load as ever. What cannot be written is left."""
    with suppress(OSError, SyntaxError, KeyboardInterrupt):
        _write(_parts(together))


def _parts(together: Together) -> dict[str, _Part]:
    """The modules that the file has and those that are missing there, as their sources are now."""
    parts = {}
    for name in (*together.index, *together.missing()):
        path = getattr(sys.modules.get(name), "__file__", None) or together.path(name)
        if path.startswith(FOLDER) and path.endswith(".py") and os.path.exists(path):
            parts[name] = _Part(name, path)
    return parts


def _write(parts: Mapping[str, _Part]) -> None:
    index, at = {}, 0
    for name, part in parts.items():
        index[name] = (part.is_package, *part.source, at, len(part.code), marshal.dumps(_needs(name, parts)))
        at += len(part.code)
    head = marshal.dumps((FOLDER, index))
    passing = f"{PATH}.{os.getpid()}"
    with open(passing, "wb") as file:
        file.writelines([MAGIC, len(head).to_bytes(LENGTH_BYTES, "little"), head])
        file.writelines(part.code for part in parts.values())
    os.replace(passing, PATH)


def _needs(name: str, parts: Mapping[str, _Part]) -> list[str]:
    """What is loaded for a module, in the order in which Python comes to the end of each: first that of its package."""
    met: set[str] = set()
    order: list[str] = []

    def go(each: str) -> None:
        if each not in parts:
            return
        if each not in met:
            go(parts[each].parent)  # which may import it
        if each not in met:
            met.add(each)
            for need in parts[each].imports:
                go(need)
            order.append(each)

    go(name)
    return order
