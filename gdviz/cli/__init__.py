"""The command line; see gdviz.cli.app."""

from gdviz.cli import deck, drawing, solving
from gdviz.cli.app import main

__all__ = ["deck", "drawing", "main", "solving"]
