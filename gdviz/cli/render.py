"""The commands that show: figure, scene."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

import click

from gdviz.cli import options as words
from gdviz.cli.app import main
from gdviz.cli.cluster import CLUSTER, workers_of
from gdviz.cli.embedding import check_embedding, embeddable, print_embedded, themes_to_make
from gdviz.cli.saying import note, tell, tell_place
from gdviz.cli.talking import parted_voices, talking
from gdviz.progress import bar

QUALITY = click.Choice(["l", "m", "h", "p", "k"])
RUN = FILE = click.Path(path_type=Path)
# What is said of pictures that move alone.
FPS = click.option(
    "--fps",
    type=float,
    help="Frames per second; a GIF has at most 50, a transparent one 25.",
)
ENCODING = (
    click.option("--once", is_flag=True, help="Play once and rest on the last frame, rather than for ever."),
    click.option(
        "--max-bytes",
        metavar="SIZE",
        help="The largest the file may be, such as 2MB; met by the least visible means, which are told.",
    ),
    click.option(
        "--jobs", type=int, default=1, show_default=True, help="Processes that paint and encode; the file is the same."
    ),
    CLUSTER,
)
STYLE = click.option(
    "--style", type=FILE, help="Your own colours, fonts and logo: a .toml file; see `gdviz style --help`."
)
LANG = click.option(
    "--lang",
    help="The language of the words: en, de, fr, es, zh or ja; GDVIZ_LANG where it is not given, else English.",
)
WORDS = click.option(
    "--words", type=FILE, help='A TOML file of your own sentences, a line each: "step {step}" = "iteration {step}".'
)
SETTINGS = click.option(
    "--set", "settings", multiple=True, metavar="NAME=VALUE", help="A setting of the figure; may be repeated."
)


def picturing(theme: str, out: str, *, moves: bool = True) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return a decorator that adds to a command what pictures have in common, those that move or those that do not.

    `out` helps with the file.
    """
    options = [
        click.option("-o", "--out", type=FILE, cls=words.ListingOption, listed=words.formats, help=out),
        click.option(
            "-q",
            "--quality",
            type=QUALITY,
            help="Size and rate as Manim's: l 854x480 at 15 fps, m 720p30, h 1080p60, p 1440p60, k 2160p60. "
            "Without it a video is m, everything else 800x450 at 25 fps."
            if moves
            else "Size as Manim's: l 854x480, m 1280x720, h 1920x1080, p 2560x1440, k 3840x2160.",
        ),
        click.option("--size", metavar="WxH", help="Width and height in pixels, instead of the quality's."),
        FPS,
        click.option("--theme", default=theme, show_default=True, help="light or dark."),
        STYLE,
        click.option(
            "--palette",
            cls=words.ListingOption,
            listed=words.palettes,
            help="The landscape's colours: {palettes}, or hex colours from low to high loss such as #1f4e79,#f4efcf.",
        ),
        click.option("--font", default="", metavar="NAME|FILE", help="An installed font, or a .ttf or .otf file."),
        click.option("--title", help="Words for the top, instead of the problem's name."),
        click.option("--no-title", is_flag=True, help="No words at the top."),
        LANG,
        WORDS,
        click.option("--transparent", is_flag=True, help="Leave out the page: for every format but .mp4."),
        *ENCODING,
    ]

    def add(command: Callable[..., None]) -> Callable[..., None]:
        for option in reversed(options):
            command = option(command) if moves or option not in (FPS, *ENCODING) else command
        return command

    return add


def pictured(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options of `picturing`, and others beside them, as `draw` and `shoot` take them."""
    from gdviz.rendering.options import styled

    if options["title"] is not None and options["no_title"]:
        raise ValueError("--title gives a title and --no-title takes it away; leave out one of them")
    names = ("theme", "style", "palette", "font", "title", "transparent", "lang", "words")
    looks = {key: options.pop(key) for key in names}
    looks["title"] = "" if options.pop("no_title") else looks["title"]
    options["size"] = words.size(options["size"])
    if "max_bytes" in options:
        options["max_bytes"] = words.amount(options["max_bytes"])
    return {**options, "style": styled(**looks), "report": note}


@main.command()
@click.argument("name")
@click.argument("runs", nargs=-1, required=True, type=RUN, metavar="RUN...")
@picturing("light", "The file: {animations}; {stills} for one moment. renders/NAME-RUN.gif unless given.")
@click.option("--seconds", type=float, default=6.0, show_default=True, help="Length of the whole clip.")
@click.option(
    "--pace",
    default="step",
    show_default=True,
    help="How steps are spread over the clip: step evenly, arc by equal lengths of each path, log by equal ratios.",
)
@SETTINGS
@click.option("--still", metavar="MOMENT", help="One moment: first, last or a share of the way such as 0.5.")
@click.option(
    "--strip", type=int, metavar="N", help="N moments in rows for a column of print, title, axes and panels once."
)
@embeddable
def figure(
    name: str, runs: Sequence[Path], cluster: str | None, embed: str | None, show_command: bool, **options: Any
) -> None:
    """Draw the figure NAME of one RUN, or of several.

    Prints the file; with --embed, HTML for a page in place of its name. Several runs must be of one problem. FLEET:17
    is a run of a fleet, FLEET:best its best, FLEET:best5 five (median, worst; 3,8; 10-19 too), and FLEET all, for
    cloud and sweep. `gdviz list figures` shows the figures and their settings.

    \b
        gdviz figure contour renders/runs/bowl
        gdviz figure surface renders/runs/bowl -o bowl.gif --size 640x480 --theme dark --jobs 2
        gdviz figure race run-gd run-adam -o race.mp4 -q h --seconds 10 --pace arc
        gdviz figure contour renders/runs/bowl -o slide.webm --transparent --no-title
        gdviz figure surface renders/runs/bowl -o paper.pdf --still 0.5
        gdviz figure contour renders/runs/bowl -o blog/bowl.webp --embed
    """
    from gdviz.rendering.figures import draw, room_in
    from gdviz.runs.run import NoRunError

    check_embedding(embed, show_command)
    options["settings"] = words.pairs(options["settings"])
    try:
        with workers_of(cluster) as options["executor"], bar("drawing") as progress:
            if embed:
                _embed("figure", name, runs, options, embed, show_command, progress)
                return
            path = draw(name, runs, progress=progress, **pictured(options))
    except NoRunError as error:
        from gdviz.recipes.book import run_command

        fleet = "sweep bowl --starts 5x5 --lr 0.05,0.1,0.2 --fleet" if room_in(name) > 1000 else "solve bowl"
        raise error.made_by(run_command(f"figure {name}") or fleet) from None
    tell_place(path)


@main.command()
@click.argument("name")
@click.argument("runs", nargs=-1, type=RUN, metavar="RUN...")
@picturing("dark", "The file: {films}; .png for the picture in which it ends. renders/NAME-RUN.mp4 unless given.")
@click.option("--section", metavar="N|NAME", help="One beat of the scene alone, by its number from 1 or by its name.")
@click.option("--preview", is_flag=True, help="Show the file when it is made.")
@talking
@embeddable
def scene(
    name: str,
    runs: Sequence[Path],
    cluster: str | None,
    preview: bool,
    script: bool,
    embed: str | None,
    show_command: bool,
    **options: Any,
) -> None:
    """Film the Manim scene NAME about one RUN, or about several.

    Prints the file; with --embed, HTML for a page in place of its name. FLEET:17, FLEET:best and so on are runs of a
    fleet. `gdviz list scenes` shows the scenes; without a RUN it is told how to solve a scene's example.

    \b
        gdviz scene loss-bowl renders/runs/bowl -o bowl.mp4 -q m --jobs 2
        gdviz scene loss-bowl renders/runs/bowl -o bowl.gif --theme light --max-bytes 2MB
        gdviz scene decision-boundary renders/runs/blobs -o slide.webm --transparent --section 2
        gdviz scene decision-boundary renders/runs/blobs -o end.png -q h --preview
        gdviz scene loss-bowl renders/runs/bowl --pace slow --script
        gdviz scene loss-bowl renders/runs/bowl -o talk.mp4 --captions=burn --voice beats/*.wav
    """
    from gdviz.rendering import scenes

    check_embedding(embed, show_command)
    runs, options["voice"] = parted_voices(runs, options["voice"])
    if script:
        told = {name: options[name] for name in ("section", "fps", "pace", "hold", "seconds", "voice")}
        tell(scenes.script(name, runs, style=pictured(options)["style"], **told))
        return
    with workers_of(cluster) as options["executor"], bar("filming") as progress:
        if embed:
            _embed("scene", name, runs, options, embed, show_command, progress)
            return
        path = scenes.shoot(name, runs, progress=progress, **pictured(options))
    tell_place(path)
    if preview:
        words.show(path)


def _embed(
    kind: Literal["figure", "scene"],
    name: str,
    runs: Sequence[Path],
    options: dict[str, Any],
    how: str,
    show_command: bool,
    progress: Callable[[int, int], None],
) -> None:
    """Make a picture for readers of both themes, and print what shows it in a page."""
    from gdviz.rendering.embedded import embedded

    looks = {theme: pictured({**options, "theme": theme}) for theme in themes_to_make()}
    files, alt = embedded(kind, name, runs, looks, progress)
    language = next(iter(looks.values()))["style"].lang.name
    print_embedded(files, alt, runs, how, show_command=show_command, language=language)
