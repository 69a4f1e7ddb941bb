"""The command line, thin: parse, call one function, print where the file is."""

from gdviz.cli import deck, importing, landscape, listing, make, page, render, solve, style, sweep, table, watch
from gdviz.cli.app import main

__all__ = [
    "deck",
    "importing",
    "landscape",
    "listing",
    "main",
    "make",
    "page",
    "render",
    "solve",
    "style",
    "sweep",
    "table",
    "watch",
]
