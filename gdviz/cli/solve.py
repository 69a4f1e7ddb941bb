"""The commands that make runs: solve, check-gradient."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gdviz.cli.app import Message, main
from gdviz.cli.options import refuse_all_but
from gdviz.cli.saying import note, notes, tell, tell_place
from gdviz.cli.specifying import option_for, specifying, task_of
from gdviz.progress import bar

if TYPE_CHECKING:
    from gdviz.runs.run import Run
    from gdviz.solving.specification import Specification

RUN = FILE = click.Path(path_type=Path)


@main.command()
@click.argument("problem", required=False)
@click.option("-O", "--optimizer", default="gd", show_default=True, help="Update rule; see `gdviz list optimizers`.")
@option_for("lr")
@specifying
@option_for("seed", show_default=True)
@click.option("--basins", type=int, metavar="N", help="Also record where each of N x N starts ends, for scene basins.")
@click.option("--resume", type=RUN, metavar="RUN", help="Go on with RUN instead; --steps is then the new total.")
@click.option("-o", "--out", type=FILE, help="The run's directory; renders/runs/PROBLEM-OPTIMIZER-HASH unless given.")
def solve(problem: str | None, basins: int | None, resume: Path | None, out: Path | None, **options: Any) -> None:
    """Minimise PROBLEM and record every step.

    Prints the run's directory.

    \b
        gdviz solve rosenbrock -O adam
        gdviz solve bowl -O momentum --set momentum=0.8 --set kappa=20 --start -3,2
        gdviz solve --function "(x**2 + y - 11)**2 + (x + y**2 - 7)**2" --domain -5,5,-5,5 --start 0,0 -O adam
        gdviz solve logistic --data moons --batch 16 --epochs 20 --schedule cosine
        gdviz solve logistic --data points.csv --x hours,age --y passed --standardize --until "accuracy>=0.99"
        gdviz solve linear --data houses.csv --y price --standardize --plane area,bedrooms
        gdviz solve logistic --data circles --features degree=2 --standardize
        gdviz solve himmelblau --steps 300 --basins 160
        gdviz solve --resume renders/runs/bowl --steps 500
    """
    from gdviz.solving.solver import resume as go_on
    from gdviz.solving.solver import solve
    from gdviz.solving.specification import specify

    spec = None
    with bar("solving") as show:
        if resume is not None:
            refuse_all_but(("resume", "steps"), "--resume goes on with the run's own choices")
            run = go_on(resume, steps=options["steps"], progress=show)
        else:
            spec = specify(**task_of(problem, **options))
            notes(spec.problem.notes)
            run = solve(spec, out=out, progress=show, basins=basins)
    note(f"{run.stop['message']}; loss {run.loss[0]:.6g} -> {run.loss[-1]:.6g}")
    notes(filter(None, _remarks(run, spec)))
    if run.manifest.get("basins") and run.stop["reason"] != "interrupted":
        message = "interrupted before the basins were known; solve again for them"
        if "basins.ends" in run.arrays:
            ends = len(run.arrays["basins.ends"])
            message = f"{run.arrays['basins.label'].size:,} starts come to {ends:,} {'end' if ends == 1 else 'ends'}"
        note(message)
    tell_place(run.path)


def _remarks(run: "Run", spec: "Specification | None") -> Iterator[str]:
    """Yield what is to be said of a run beside its loss: its equation, its curvature, and what would help it on."""
    from gdviz.solving.conditioning import conditioning_of

    if run.data:
        from gdviz.analysis.units import fitted_equation

        yield fitted_equation(run)
    if spec is not None:
        curvature = conditioning_of(spec.problem)
        yield curvature.words() if curvature else ""
        if run.data:
            from gdviz.solving.hints import hint_for

            yield hint_for(spec, run) or ""


@main.command("check-gradient")
@click.argument("problem", required=False)
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="A setting of the problem; repeatable.")
@click.option("--function", metavar="TEXT", help="A function of your own instead of PROBLEM.")
@click.option("--domain", metavar="LO,HI,...", help="Where to draw the points from: low and high of each parameter.")
@click.option("--points", type=click.IntRange(1), default=100, show_default=True, help="Random points to check at.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="For drawing them.")
@click.option("--bound", type=float, default=1e-6, show_default=True, help="The largest relative error that passes.")
@click.option(
    "-o", "--out", type=FILE, help="Also record the errors for many step widths, for `figure gradient-error`."
)
def check_gradient(points: int, seed: int, bound: float, out: Path | None, **options: Any) -> None:
    """Compare the gradient of PROBLEM with differences.

    Prints the largest relative error over random points, and exits with 1 where it is over the bound.

    \b
        gdviz check-gradient rosenbrock
        gdviz check-gradient logistic -o renders/runs/study
        gdviz figure gradient-error renders/runs/study -o study.png
    """
    from gdviz.solving.gradient_check import check_gradient, study_gradient
    from gdviz.solving.specification import specify

    problem = specify(**task_of(**options)).problem
    notes(problem.notes)
    found = check_gradient(problem, points=points, seed=seed)
    where = ", ".join(f"{name} {value:.6g}" for name, value in zip(problem.parameters, found.where, strict=True))
    tell(f"largest relative error {found.error:.3g} over {points} points, at {where}")
    if out is not None:
        tell_place(study_gradient(problem, out, seed=seed).path)
    if not found.error <= bound:
        raise Message(f"the gradient of {problem.name} is off by {found.error:.3g}, over the bound {bound:g}", 1)
