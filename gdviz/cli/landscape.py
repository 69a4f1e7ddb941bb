"""The command that takes the landscape of runs again: landscape."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from gdviz.cli.app import main
from gdviz.cli.cluster import CLUSTER, workers_of
from gdviz.cli.options import numbers
from gdviz.cli.render import FILE, RUN
from gdviz.cli.saying import note, tell_place


@main.command()
@click.argument("runs", nargs=-1, required=True, type=RUN, metavar="RUN...")
@click.option(
    "--plane",
    type=click.Choice(["path", "joint", "random", "hessian"]),
    help="Two principal components of the path, one plane for several runs, random directions, or the leading "
    "eigenvectors of the Hessian; path of one RUN unless given, joint of several.",
)
@click.option(
    "--through",
    metavar="A,B[,C]",
    help="The line through two steps of the RUN instead, or the plane through three: first,200,last.",
)
@click.option("--samples", type=int, help="Points along each side, 5 to 1025; as many as before unless given.")
@click.option("--domain", metavar="LO,HI,...", help="The box along the plane's axes; around the path unless given.")
@click.option("--reach", type=float, default=1.0, show_default=True, help="How far to go along directions.")
@click.option(
    "--normalize",
    type=click.Choice(["filter", "layer", "weight", "none"]),
    default="filter",
    show_default=True,
    help="What random directions are as long as.",
)
@click.option("--biases", is_flag=True, help="Let random directions change biases too.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="For drawing random directions.")
@click.option("--jobs", type=int, help="Processes that share the rows; none besides this one unless given.")
@CLUSTER
@click.option("--title", default="", help="The name of the problem in pictures of a new run.")
@click.option("-o", "--out", type=FILE, help="A new run for the landscape; the RUN's own is replaced unless given.")
def landscape(
    runs: Sequence[Path],
    plane: str | None,
    through: str | None,
    domain: str | None,
    jobs: int | None,
    cluster: str | None,
    out: Path | None,
    **options: Any,
) -> None:
    """Take the landscape of a RUN again: on another plane, wider, or of more points.

    Of what `gdviz solve` has made; of a training of your own call gdviz.landscape from Python, where its loss is. Rows
    are taken coarse to fine and written as they come, so that the RUN can be drawn meanwhile; after Ctrl-C the same
    command goes on where it was. Prints the directory of each run that holds the landscape.
    FLEET:17 is a run of a fleet, whose landscape goes into a new run.

    \b
        gdviz landscape renders/runs/moons --samples 101 --jobs 4
        gdviz landscape renders/runs/moons-gd renders/runs/moons-adam
        gdviz landscape renders/runs/moons --plane random --seed 3 -o renders/runs/around
        gdviz landscape renders/runs/moons --plane hessian --reach 2 -o renders/runs/sharpest
        gdviz landscape renders/runs/moons --through first,100,last -o renders/runs/three
        gdviz landscape renders/runs/bowl --domain -4,4,-2,2
    """
    from gdviz.runs.fleet import chosen_runs
    from gdviz.surveying.solved import survey_solved

    if through is not None and plane is not None:
        raise ValueError("--plane and --through each say which plane it is; give one of them")
    if out is None and (through is not None or plane in ("random", "hessian")):
        raise ValueError("a landscape beside a run's own goes into a new one; give -o, such as -o renders/runs/around")
    steps = through.split(",") if through is not None else ()
    options["domain"] = numbers("--domain", domain)
    with workers_of(cluster) as workers:
        taken = survey_solved(chosen_runs(runs), plane=plane, through=steps, out=out, jobs=workers or jobs, **options)
    for run in taken:
        least, most = float(run.landscape.loss.min()), float(run.landscape.loss.max())
        note(f"loss {least:.6g} to {most:.6g} over {' × '.join(map(str, run.landscape.loss.shape[::-1]))} points")
        tell_place(run.path)
