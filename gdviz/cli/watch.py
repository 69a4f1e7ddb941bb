"""The command that shows a run while it grows: watch."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from gdviz.cli import options as words
from gdviz.cli.app import main
from gdviz.cli.render import RUN, SETTINGS, pictured, picturing
from gdviz.cli.saying import tell_place
from gdviz.cli.signals import Terminated


@main.command()
@click.argument("runs", nargs=-1, required=True, type=RUN, metavar="RUN...")
@click.option("--figure", default="contour", show_default=True, metavar="NAME", help="As `gdviz list figures` has it.")
@click.option("--every", type=float, default=2.0, show_default=True, help="Seconds between two looks at the runs.")
@picturing("light", "The file: {stills}. renders/NAME-RUN.png unless given.", moves=False)
@SETTINGS
def watch(runs: Sequence[Path], figure: str, every: float, **options: Any) -> None:
    """Draw a figure of a RUN, or of several, again and again while they grow.

    The file is replaced whole each time, so that an editor or a browser beside a training can show it. A run that is
    not there yet is waited for. Until there is a landscape, the path is drawn on a plain field, and of what cannot be
    drawn the loss. It ends when the runs have ended and are drawn once more, or by Ctrl-C. FLEET:17 is a run of a
    fleet, FLEET:best the best that it has as the watch begins. Prints the file.

    \b
        gdviz watch renders/runs/mine -o contour.png
        gdviz watch renders/runs/sgd renders/runs/adam --figure loss --every 10 -o loss.svg --theme dark
    """
    from gdviz.rendering.figures import room_in
    from gdviz.rendering.watching import default_place, watch
    from gdviz.runs.fleet import SHOWN, chosen_runs

    options = pictured(options)
    runs = chosen_runs(runs, max(SHOWN, room_in(figure)))
    options["settings"] = words.pairs(options["settings"])
    out = options.pop("out") or default_place(figure, runs)
    try:
        watch(figure, runs, out, every=every, **options)
    except KeyboardInterrupt as end:
        if isinstance(end, Terminated) or not out.exists():
            raise
    tell_place(out)
