"""The command line; see gdviz.cli.app."""

from gdviz.cli import drawing, solving
from gdviz.cli.app import main

__all__ = ["drawing", "main", "solving"]
