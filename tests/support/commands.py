"""Commands as they are typed."""

from click.testing import CliRunner, Result

from gdviz.cli import main


def gdviz(*words: str) -> Result:
    """Type a command in the working directory, and return its answer."""
    return CliRunner().invoke(main, words)
