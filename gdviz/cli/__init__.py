"""The command line; see gdviz.cli.app."""

from gdviz.cli.app import main

__all__ = ["deck", "drawing", "main", "making", "solving", "tables"]
