"""The commands about one's own colours: style."""

from pathlib import Path

import click

from gdviz.cli.app import main
from gdviz.cli.render import FILE, LANG, WORDS
from gdviz.cli.saying import note, tell, tell_place

MINE = "style.toml"


@main.group(invoke_without_command=True)
@click.option("--new", is_flag=False, flag_value=MINE, type=FILE, metavar="[FILE]", help="Write a file to start from.")
@click.pass_context
def style(ctx: click.Context, new: Path | None) -> None:
    """Write a file of your own colours, fonts and logo, or show what is in one.

    figure, scene, deck and page take it with --style. It says the page, the ink, the accent of a lone run, the series
    of several, the classes of points, the field of landscapes, fonts, and a logo with its corner; what it leaves out
    is as gdviz has it. A file may give a light theme, a dark one, or both.

    \b
        gdviz style --new my.toml
        gdviz style show my.toml
        gdviz figure contour renders/runs/bowl --style my.toml -o bowl.gif
    """
    if ctx.invoked_subcommand:
        return
    if new is None:
        tell(ctx.get_help())
        return
    from gdviz.style.brand import template

    try:
        with new.open("x", encoding="utf-8", newline="\n") as file:
            file.write(template())
    except FileExistsError:
        raise ValueError(
            f"{new} is there already; `gdviz style show {new}` draws it, or give --new another name"
        ) from None
    tell_place(new)


@style.command("show")
@click.argument("file", required=False, type=FILE)
@click.option("-o", "--out", type=FILE, help="The picture: .png; renders/style-FILE.png unless given.")
@LANG
@WORDS
def show_style(file: Path | None, out: Path | None, lang: str | None, words: Path | None) -> None:
    """Draw all of FILE, or of gdviz's own two themes, as pictures have it, and tell what cannot be told apart.

    Prints the picture, with a sheet for each theme.

    \b
        gdviz style show
        gdviz style show my.toml -o swatches.png
    """
    from gdviz.rendering.swatches import draw_swatches

    path, found = draw_swatches(file, out, lang, words)
    for fault in found:
        note(fault)
    tell_place(path)
