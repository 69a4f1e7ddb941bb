"""What pages embed: the options of figure, scene and page that print HTML or Markdown in place of the file."""

import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from gdviz.cli.app import TYPED
from gdviz.cli.saying import note, tell

# The options that a command has not where it is shown.
UNSHOWN = ("embed", "show_command")
# One value, by the flag that is given.
EMBED = (
    click.option(
        "--embed",
        "embed",
        flag_value="html",
        help="Print HTML for a page instead: it follows the reader's theme and wish for no motion, and tells in words "
        "what is shown.",
    ),
    click.option("--markdown", "embed", flag_value="markdown", help="The same in Markdown, as GitHub reads it."),
    click.option("--quarto", "embed", flag_value="quarto", help="The same for Quarto, whose PDF has the still."),
    click.option("--myst", "embed", flag_value="myst", help="The same for MyST, whose PDF has the still."),
    click.option("--show-command", is_flag=True, help="The commands that make it, under what is embedded."),
)


def embeddable(command: Callable[..., None]) -> Callable[..., None]:
    """Add to a command the options of what is embedded."""
    for option in reversed(EMBED):
        command = option(command)
    return command


def themes_to_make() -> Sequence[str]:
    """Return both themes, or the one that was given on the command line."""
    context = click.get_current_context()
    given = context.get_parameter_source("theme") is click.core.ParameterSource.COMMANDLINE
    return (context.params["theme"],) if given else ("light", "dark")


def check_embedding(embed: str | None, show_command: bool) -> None:
    """Raise ValueError for commands that are to stand under nothing."""
    if show_command and not embed:
        raise ValueError("--show-command shows the commands under what is embedded; give --embed or --markdown too")


def print_embedded(
    files: dict[str, Path],
    alt: str,
    runs: Sequence[Path],
    how: str,
    *,
    show_command: bool,
    language: str = "en",
    size: tuple[int, int] | None = None,
) -> None:
    """Print what shows files in a page, and say beside it which they are."""
    from gdviz.rendering.embedding import snippet

    note(f"made {', '.join(str(path) for path in files.values())}")
    command = "\n".join([*_making(runs), _typed()]) if show_command else ""
    flavour: Any = how
    tell(snippet(files, alt, size=size, command=command, flavour=flavour, language=language))


def _making(runs: Sequence[Path]) -> list[str]:
    """Return the commands that make runs, as far as there are such, and say what is wanting."""
    from gdviz.rendering.embedded import commands_of

    commands = commands_of(runs)
    if not commands:
        note("no command makes these runs: they are recorded, or of parts of your own, which --with FILE loads")
    for table in {command.table for command in commands if command.table}:
        note(f"{table} stands for the table of points, which is your own")
    return [command.text for command in commands]


def _typed() -> str:
    """Return the command as it was typed, without what makes it print what is embedded."""
    context = click.get_current_context()
    flags = {flag for option in context.command.params if option.name in UNSHOWN for flag in option.opts}
    return shlex.join(["gdviz", *(word for word in context.meta[TYPED] if word not in flags)])
