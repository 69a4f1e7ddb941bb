"""The commands in a notebook: what they make is shown, and what goes wrong is told in a sentence."""

import io
import shlex
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path


def run_commands(line: str, cell: str | None = None) -> None:
    """Carry out `gdviz` commands: ``%gdviz solve bowl -o runs/bowl``, or ``%%gdviz`` and a command in each line below.

    Pictures are shown, and so is a run. A backslash goes on in the next line, and what follows a # is not read.

    Raises
    ------
    UsageError
        With a command's own words, where it fails; what stands below is not carried out.
    """
    from IPython.core.error import UsageError

    try:
        commands = list(_commands(f"{line}\n{cell or ''}"))
    except ValueError:
        raise UsageError("a quotation mark is open at the end of a line; close it there") from None
    for words in commands:
        _carry_out(words)


def _commands(text: str) -> Iterator[list[str]]:
    """Yield the words of each command."""
    for line in text.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        if words:
            yield words[1:] if words[0] == "gdviz" else words


def _carry_out(words: list[str]) -> None:
    import click
    from IPython.core.error import UsageError

    from gdviz.cli import main

    printed = io.StringIO()
    try:
        # What is said beside the result is no mistake, as standard error looks like in a notebook.
        with redirect_stderr(sys.stdout), redirect_stdout(printed):
            main.main(words, prog_name="gdviz", standalone_mode=False)
    except click.ClickException as error:
        raise UsageError(error.format_message()) from None
    except click.Abort:
        raise KeyboardInterrupt from None
    finally:
        _show(printed.getvalue().splitlines())


def _show(lines: list[str]) -> None:
    """Show what a command has printed: the picture or the one run that it names, and all else as it is."""
    from IPython.display import display

    from gdviz.rendering.picture import PAGES, TYPES, Picture
    from gdviz.runs.run import Run, is_run, load

    last = Path(lines[-1]) if lines else Path()
    made: Picture | Run | None = None
    if last.suffix.lower() in (*TYPES, *PAGES) and last.is_file():
        made = Picture(last)
    elif len(lines) == 1 and is_run(last):
        made = load(last)
    for line in lines[:-1] if made is not None else lines:
        print(line)  # noqa: T201  # it is what the command prints
    if made is not None:
        display(made)
