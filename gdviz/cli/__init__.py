"""The command line, thin: parse, call one function, print where the file is."""

from gdviz.cli import deck, listing, make, render, solve, table, watch
from gdviz.cli.app import main

__all__ = ["deck", "listing", "main", "make", "render", "solve", "table", "watch"]
