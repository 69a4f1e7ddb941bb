"""The command that makes explorable pages: page."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from gdviz.cli import options as words
from gdviz.cli.app import main
from gdviz.cli.embedding import check_embedding, embeddable, print_embedded
from gdviz.cli.render import FILE, LANG, RUN, STYLE, WORDS
from gdviz.cli.saying import tell_place


@main.command()
@click.argument("runs", nargs=-1, required=True, type=RUN, metavar="RUN...")
@click.option("-o", "--out", type=FILE, help="The page; renders/page-RUN.html unless given.")
@click.option("--title", help="Words for the top, instead of the problem's name.")
@click.option("--theme", default="auto", show_default=True, help="light, dark, or auto: as the reader's setting.")
@STYLE
@click.option("--font", default="", metavar="NAME|FILE", help="An installed font, or a .ttf or .otf file.")
@click.option("--palette", help="The landscape's colours; see `gdviz list palettes`.")
@click.option("--panels", metavar="A,B,...", help="Only these panels, by name, in this order.")
@LANG
@WORDS
@click.option("--state", default="", help="Where the page begins: what its address has after the #.")
@click.option(
    "--fragment",
    is_flag=True,
    help="Write a block for a blog or a notebook instead of a page: an <iframe> whose height may be changed.",
)
@click.option("--size", metavar="WxH", help="Pixels of the <iframe> that --fragment or --embed shows it in.")
@embeddable
def page(
    runs: Sequence[Path],
    panels: str | None,
    size: str | None,
    embed: str | None,
    show_command: bool,
    **options: Any,
) -> None:
    """Make a page on which one RUN, or several of one problem, can be explored.

    Prints the file, or with --embed the <iframe> that shows it: HTML that needs no network and opens in any current
    browser. It plays, zooms, turns and tells the exact numbers under the pointer. Its panels follow from the runs:
    contour, relief, loss. A block of --fragment is as wide as there is room and 720 pixels high, which suits
    four panels; --size 900x420 suits two side by side.

    \b
        gdviz page renders/runs/bowl -o bowl.html
        gdviz page run-gd run-adam -o race.html --theme dark --panels contour,loss
        gdviz page renders/runs/bowl -o bowl.html --state "step=40"
        gdviz page renders/runs/bowl -o block.html --fragment
    """
    from gdviz.rendering.pages import explore

    check_embedding(embed, show_command)
    if embed and options["fragment"]:
        raise ValueError("--fragment writes a block that holds the page, and --embed one that names it; leave out one")
    chosen = None if panels is None else [name.strip() for name in panels.split(",") if name.strip()]
    path = explore(runs, panels=chosen, size=words.size(size), **options)
    if embed:
        print_embedded(
            {"light": path}, path.alt, runs, embed, show_command=show_command, size=path.frame, language=path.language
        )
        return
    tell_place(path)
