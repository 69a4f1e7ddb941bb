"""The extension of IPython: what ``%load_ext gdviz`` adds to a notebook, and ``%unload_ext gdviz`` takes away."""

from typing import Any

from gdviz.notebook.magics import run_commands
from gdviz.notebook.stills import shown_run

MAGIC = "gdviz"


def attach_to(shell: Any) -> None:
    """Give a notebook the magic of the commands, and runs a picture."""
    shell.register_magic_function(run_commands, "line_cell", MAGIC)
    _bundles(shell).for_type_by_name("gdviz.runs.run", "Run", shown_run)


def detach_from(shell: Any) -> None:
    """Take both away."""
    for kind in ("line", "cell"):
        shell.magics_manager.magics[kind].pop(MAGIC, None)
    # It was filed by its name until the first run was shown.
    _bundles(shell).deferred_printers.pop(("gdviz.runs.run", "Run"), None)
    for one in [kind for kind in _bundles(shell).type_printers if kind.__module__ == "gdviz.runs.run"]:
        _bundles(shell).pop(one)


def _bundles(shell: Any) -> Any:
    return shell.display_formatter.mimebundle_formatter
