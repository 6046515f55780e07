"""The filter language of `--where`: text in, a condition for an SQL WHERE and its bound values out.

Read in three steps: `lexer` (text to tokens), `parser` (tokens to a tree of tests), `compiler` (tree to SQL
over the fields of a `Fields` registry). `docs/where.md` describes the language to those who type it.
"""

from crmcli.kit.where.compiler import Compiled, compile_where
from crmcli.kit.where.fields import Field, Fields, Walk

__all__ = ["Compiled", "Field", "Fields", "Walk", "compile_where"]
