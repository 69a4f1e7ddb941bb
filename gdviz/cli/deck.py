"""The command that makes slides: deck."""

from collections.abc import Sequence
from typing import Any

import click

from gdviz.cli import options as words
from gdviz.cli.app import main
from gdviz.cli.cluster import CLUSTER, workers_of
from gdviz.cli.render import FILE, LANG, STYLE, WORDS
from gdviz.cli.saying import note, tell_place
from gdviz.progress import bar


@main.command()
@click.argument("parts", nargs=-1, required=True, metavar="SCENE=RUN[,RUN...][:TITLE]|RUN|FILM|PAGE|WORDS...")
@click.option("-o", "--out", type=FILE, help="The deck: .html, .pptx or .pdf; renders/deck.html unless given.")
@click.option(
    "-q",
    "--quality",
    type=click.Choice(["l", "m", "h", "p", "k"]),
    default="m",
    show_default=True,
    help="Size and rate of the scenes, as Manim's: l 854x480 at 15 fps, m 720p30, h 1080p60, p 1440p60, k 2160p60.",
)
@click.option("--size", metavar="WxH", help="Pixels of the scenes, and the shape of the slides: 1024x768 for 4:3.")
@click.option("--fps", type=float, help="Frames per second of the scenes, instead of the quality's.")
@click.option("--theme", default="dark", show_default=True, help="light or dark.")
@STYLE
@click.option("--palette", help="The landscape's colours; see `gdviz list palettes`.")
@click.option("--font", default="", metavar="NAME|FILE", help="An installed font, or a .ttf or .otf file.")
@LANG
@WORDS
@click.option("--title", help="Of the document; the names of what it shows unless given.")
@click.option("--notes", type=FILE, help='A .toml of notes by slide: lines such as 1 = "Welcome".')
@click.option("--jobs", type=int, default=1, show_default=True, help="Processes that paint; the frames are the same.")
@CLUSTER
def deck(parts: Sequence[str], size: str | None, cluster: str | None, **options: Any) -> None:
    """Put Manim scenes about runs, beat by beat, finished films, pages to explore and words into a deck of slides.

    Prints the file. A RUN alone is shown in the scene that suits it. A FILM is a .gif, .mp4 or .webm; a GIF loops if it
    says so. A PAGE is an .html of `gdviz page`, or page=RUN for one in the deck's style, for HTML decks. WORDS are a
    .md: a title, lists, a line --- for a new slide. A TITLE stands above a film and at the top of a scene; what is
    there decides where a run's name ends.

    An HTML deck is one file and needs no network: arrow keys turn the slides, R plays a film again, a comma goes two
    seconds back, F fills the screen, S shows the notes. A page that has been clicked has the keys: Escape gives them
    back, page keys turn the slides. In PowerPoint the films play by themselves. A PDF has one picture per slide.

    \b
        gdviz deck loss-bowl=renders/runs/bowl -o lesson.html
        gdviz deck title.md loss-bowl=renders/runs/bowl:Downhill renders/race.gif:"A race" -o lesson.pptx --theme light
        gdviz deck loss-bowl=renders/runs/bowl renders/contour-bowl.gif -o handout.pdf -q h --size 1440x1080
        gdviz deck loss-bowl=renders/runs/bowl page=renders/runs/bowl -o lesson.html --style my.toml --notes notes.toml
    """
    from gdviz.slides.deck import deck

    options |= {"size": words.size(size), "report": note}
    with workers_of(cluster) as workers, bar("filming") as progress:
        made = deck(list(parts), executor=workers, progress=progress, **options)
    tell_place(made)
