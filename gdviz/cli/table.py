"""The command that prints numbers: table."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from gdviz.cli.app import main
from gdviz.cli.render import FILE, RUN
from gdviz.cli.saying import tell, tell_place


@main.command()
@click.argument("runs", nargs=-1, required=True, type=RUN, metavar="RUN...")
@click.option("--at", metavar="A,B,...", help="The steps of one run to show: 0,500,1000,last. About ten unless given.")
@click.option("--predictions", type=int, metavar="N", help="Show what one run predicts of N of its points instead.")
@click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="For drawing the points of --predictions."
)
@click.option("--columns", metavar="A,B,...", help="Only these columns, by name, in this order.")
@click.option(
    "--digits",
    type=click.IntRange(1, 17),
    help="Significant digits of numbers; of steps all, elsewhere six unless given. A .csv always has all.",
)
@click.option("-o", "--out", type=FILE, help="Write to a file instead: .txt as printed, .csv or .md.")
def table(runs: Sequence[Path], at: str | None, columns: str | None, out: Path | None, **options: Any) -> None:
    """Print the numbers of one RUN, or a line for each of several.

    Of one run: loss, parameters and metrics at some of its steps, in full precision; at each step the parameters before
    its update, and the loss at them. With --predictions: of N points drawn at random what a classifier makes of them
    (the activation sigma(z), the predicted and the true label), or the value of a fitted curve (and the residual,
    predicted less true), at the run's end or the step --at. Of several runs: in what they differ, their last loss and
    metrics, and why each stopped. A FLEET is several runs, FLEET:best one.

    \b
        gdviz table renders/runs/bowl
        gdviz table renders/runs/line --at 0,500,1000,last -o line.csv
        gdviz table renders/runs/blobs --predictions 10
        gdviz table renders/runs/bowl-gd renders/runs/bowl-adam -o runs.md
    """
    from gdviz.analysis.tables import tabulate
    from gdviz.analysis.tabular import printed, write_table
    from gdviz.runs.fleet import chosen_runs
    from gdviz.runs.run import load

    chosen: dict[str, Any] = {
        name: words.split(",") for name, words in (("at", at), ("columns", columns)) if words is not None
    }
    made = tabulate([load(run) for run in chosen_runs(runs)], **chosen, **options)
    if out is None:
        tell(printed(made).removesuffix("\n"))
    else:
        tell_place(write_table(made, out))
