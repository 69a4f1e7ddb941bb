"""What pages embed: the options of figure, scene and page that print HTML or Markdown in place of the file."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from gdviz.cli.saying import note, tell

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
    click.option("--show-command", is_flag=True, help="The command that makes the run, under what is embedded."),
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
    """Raise ValueError for a command that is to stand under nothing."""
    if show_command and not embed:
        raise ValueError("--show-command shows the command under what is embedded; give --embed or --markdown too")


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
    from gdviz.rendering.embedded import commands_of
    from gdviz.rendering.embedding import snippet

    note(f"made {', '.join(str(path) for path in files.values())}")
    command = commands_of(runs) if show_command else ""
    if show_command and not command:
        note("no command makes these runs: they are recorded, or of a problem or an optimizer of one's own")
    flavour: Any = how
    tell(snippet(files, alt, size=size, command=command, flavour=flavour, language=language))
