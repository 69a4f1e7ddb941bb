"""The command that makes slides: deck."""

from collections.abc import Sequence
from typing import Any

import click

from gdviz.cli import options as words
from gdviz.cli.app import main
from gdviz.cli.cluster import CLUSTER, workers_of
from gdviz.cli.render import FILE
from gdviz.cli.saying import note, tell_place


@main.command()
@click.argument("parts", nargs=-1, required=True, metavar="SCENE=RUN[,RUN...]|FILM|PAGE...")
@click.option("-o", "--out", type=FILE, help="The deck: .html, .pptx or .pdf; renders/deck.html unless given.")
@click.option(
    "-q",
    "--quality",
    type=click.Choice(["l", "m", "h", "p", "k"]),
    default="m",
    show_default=True,
    help="Size and rate of the scenes, as Manim's: l 854x480 at 15 fps, m 720p30, h 1080p60, p 1440p60, k 2160p60.",
)
@click.option("--fps", type=float, help="Frames per second of the scenes, instead of the quality's.")
@click.option("--theme", default="dark", show_default=True, help="light or dark.")
@click.option("--palette", help="The landscape's colours; see `gdviz list palettes`.")
@click.option("--title", help="Of the document; the names of what it shows unless given.")
@click.option("--jobs", type=int, default=1, show_default=True, help="Processes that paint; the frames are the same.")
@CLUSTER
def deck(parts: Sequence[str], theme: str, palette: str | None, cluster: str | None, **options: Any) -> None:
    """Put Manim scenes about runs, beat by beat, finished films and explorable pages into a deck of slides.

    Prints the file. A FILM is a .gif, .mp4 or .webm; a GIF loops if it says so. A PAGE is an .html of `gdviz page`, for
    HTML decks. An HTML deck is one file and needs no network: arrow keys turn the slides, F fills the screen, S shows
    the notes. A page that has been clicked has the keys: Escape gives them back, page keys turn the slides. In
    PowerPoint the films play by themselves. A PDF has one picture per slide.

    \b
        gdviz deck loss-bowl=renders/runs/bowl -o lesson.html
        gdviz deck loss-bowl=renders/runs/bowl decision-boundary=renders/runs/blobs -o lesson.pptx --theme light
        gdviz deck loss-bowl=renders/runs/bowl renders/contour-bowl.gif -o handout.pdf -q h
        gdviz deck loss-bowl=renders/runs/bowl renders/page-bowl.html -o lesson.html
    """
    from gdviz.deck import deck, part
    from gdviz.rendering.options import styled

    options |= {"style": styled(theme, palette=palette), "report": note}
    with workers_of(cluster) as workers, words.count("filming", "frames") as progress:
        made = deck([part(word) for word in parts], executor=workers, progress=progress, **options)
    tell_place(made)
