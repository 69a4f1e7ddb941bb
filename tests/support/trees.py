"""Modules as Python parses them, each read once."""

import ast
from functools import cache
from pathlib import Path


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the tree of a file, which must not be changed."""
    return ast.parse(path.read_text(encoding="utf-8"))
