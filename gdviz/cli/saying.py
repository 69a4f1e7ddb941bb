"""The border to the terminal: all that the commands print goes through here, and nothing of it is obeyed there."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from gdviz.wording import visible


def tell(words: str, *, bold: bool = False) -> None:
    """Print lines as a result."""
    click.secho(_safe(words), bold=bold)


def tell_place(path: Path) -> None:
    """Print where something is: what a program reads is the name as the system has it."""
    name = str(path)
    if sys.stdout.isatty():
        name = visible(name)
    # Bytes that are no letters come from the system as surrogates, which can be written as those bytes alone; and click
    # leaves escapes out of words that go to no terminal.
    _announce(name if name.isprintable() else os.fsencode(name))


def tell_made(words: str) -> None:
    """Print what was made, in a line."""
    _announce(_safe(words))


def note(words: str) -> None:
    """Say something beside the result."""
    click.echo(_safe(words), err=True)


def notes(words: Iterable[str]) -> None:
    """Say several things beside the result, one below another."""
    for each in words:
        note(each)


def warn(message: Warning | str, *where: Any, **more: Any) -> None:
    """Say what a library warns of, as `warnings.showwarning`: in a line, without the place in its code."""
    note(" ".join(str(message).split()))


def _announce(made: str | bytes) -> None:
    """Print what was made; that standard output takes no words does not unmake it."""
    try:
        click.echo(made)
    except OSError as error:
        said = made if isinstance(made, str) else os.fsdecode(made)
        note(f"{error.filename or 'standard output'}: {error.strerror}; what was to be printed: {said}")


def _safe(words: str) -> str:
    """Return lines in which signs that cannot be seen are written out."""
    return "\n".join(map(visible, words.split("\n")))
