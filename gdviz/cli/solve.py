"""The commands that make runs: solve, sweep, check-gradient."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from gdviz.cli.app import Message, main
from gdviz.cli.options import notes, numbers, pairs, progress, refuse_all_but
from gdviz.settings import as_flag
from gdviz.solving.options import OPTIONS

RUN = FILE = click.Path(path_type=Path)
Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def option_for(name: str, **details: Any) -> Decorator:
    """Return a command's option for one of the solver's; text is repeatable, or where there is none by default, a list.

    `details` are click's, beside what the solver's option says itself.
    """
    setting = OPTIONS[name]
    about: dict[str, Any] = {"help": setting.meaning, "metavar": setting.metavar or None, **details}
    if setting.type is not tuple:
        about |= {"type": setting.type, "default": setting.default}
    elif setting.default is None:
        about["callback"] = lambda context, option, text: None if text is None else text.split(",")
    else:
        about["multiple"] = True
    return click.option(as_flag(name), **about)


def specifying(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say what is solved, and how, to a command."""
    options: list[Decorator] = [
        click.option(
            "--schedule",
            default="constant",
            show_default=True,
            help="Its course, as NAME:VALUE,...: cosine, step:50,0.5.",
        ),
        click.option(
            "--set",
            "settings",
            multiple=True,
            metavar="NAME=VALUE",
            help="A setting of the optimizer or the problem; repeatable.",
        ),
        click.option(
            "--function",
            metavar="TEXT",
            help='A function of your own instead of PROBLEM: "x**2 + 3*y**2". + - * / ** ^, 2x, x², |x|, pi, e, sin '
            "cos tan asin acos atan sinh cosh tanh exp log (natural) log10 log2 sqrt abs sign max min, where(x > 0, a, "
            "b); np.sin, ln, f(x, y) = ... and x[0] are understood.",
        ),
        click.option("--domain", metavar="LO,HI,...", help="The box worth looking at: low and high of each parameter."),
        click.option(
            "--data",
            metavar="NAME|FILE",
            help="What to fit: a data set by name (moons, iris, ...) or a table of text, such as a CSV file.",
        ),
        click.option(
            "--x",
            metavar="A,B,...",
            help="Columns of the CSV to predict from, by name or number; all others unless given.",
        ),
        click.option("--y", metavar="C", help="Column of the CSV to predict; the last unless given."),
        click.option("--standardize", is_flag=True, help="Bring the columns of x to mean 0 and standard deviation 1."),
        click.option("--names", metavar="A,B,...", help="Names for all columns of the file, where it has no header."),
        click.option(
            "--clean", is_flag=True, help='Strip units and separators of thousands: "$1,200" is 1200, "54 m²" is 54.'
        ),
        click.option("--drop-missing", is_flag=True, help="Leave out the rows where a value is missing."),
        click.option("--start", metavar="A,B,...", help="Where to start, a number for each parameter."),
        option_for("steps"),
        click.option("--epochs", type=int, help="The most times to go through the data, instead of --steps."),
        click.option(
            "--batch", metavar="B|full", default="full", show_default=True, help="Points of the data per step."
        ),
        click.option(
            "--sampling",
            default="shuffle",
            show_default=True,
            help="How they are drawn: shuffle, replacement, sequential.",
        ),
        *(option_for(name) for name in OPTIONS if name not in ("lr", "seed", "steps")),
    ]
    for option in reversed(options):
        command = option(command)
    return command


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
        gdviz solve himmelblau --steps 300 --basins 160
        gdviz solve --resume renders/runs/bowl --steps 500
    """
    from gdviz.solving.solver import resume as go_on
    from gdviz.solving.solver import solve
    from gdviz.solving.specification import specify

    with progress("solving") as show:
        if resume is not None:
            refuse_all_but(("resume", "steps"), "--resume goes on with the run's own choices")
            run = go_on(resume, steps=options["steps"], progress=show)
        else:
            spec = specify(**task_of(problem, **options))
            notes(spec.problem.notes)
            run = solve(spec, out=out, progress=show, basins=basins)
    click.echo(f"{run.stop['message']}; loss {run.loss[0]:.6g} -> {run.loss[-1]:.6g}", err=True)
    if run.manifest.get("basins") and run.stop["reason"] != "interrupted":
        message = "interrupted before the basins were known; solve again for them"
        if "basins.ends" in run.arrays:
            ends = len(run.arrays["basins.ends"])
            message = f"{run.arrays['basins.label'].size:,} starts come to {ends:,} {'end' if ends == 1 else 'ends'}"
        click.echo(message, err=True)
    click.echo(run.path)


@main.command()
@click.argument("problem", required=False)
@click.option("-O", "--optimizer", default="gd", show_default=True, metavar="A,B,...", help="Update rules to combine.")
@click.option("--lr", metavar="A,B,...", help="Learning rates to combine; a good one for each optimizer unless given.")
@specifying
@click.option("--seeds", type=click.IntRange(1), default=1, show_default=True, help="Seeds 0, 1, ... to combine.")
@click.option("--jobs", type=click.IntRange(1), help="Processes; one for each processor unless given.")
@click.option("-o", "--out", type=FILE, help="The directory of the runs; renders/runs unless given.")
def sweep(
    problem: str | None, optimizer: str, lr: str | None, seeds: int, jobs: int | None, out: Path | None, **options: Any
) -> None:
    """Solve PROBLEM once for every combination.

    Prints the directory of each run, named by what varies and a hash of all, such as gd-lr0.01-1b2c3d4e; runs that are
    complete are not solved again. Failures are told at the end.

    \b
        gdviz sweep rosenbrock -O gd,momentum,adam
        gdviz sweep logistic -O adam --lr 0.001,0.01,0.1 --seeds 5 --jobs 2
    """
    from concurrent.futures import ProcessPoolExecutor

    from gdviz.solving.specification import RUNS
    from gdviz.solving.sweep import check_tasks, combinations, sweep

    choices: dict[str, Sequence[Any]] = {
        "optimizer": optimizer.split(","),
        "lr": numbers("--lr", lr) or [None],
        "seed": range(seeds),
    }
    tasks = combinations(choices, **task_of(problem, **options))
    spec = check_tasks(tasks)
    notes(spec.problem.notes if spec else ())
    failed: dict[str, list[str]] = {}
    with progress("sweeping") as show, ProcessPoolExecutor(jobs) as executor:
        for done, outcome in enumerate(sweep(tasks, executor, home=out or RUNS), 1):
            show(done, len(tasks))
            if outcome.path is None:
                words = (f"{name} {outcome.task[name]}" for name in choices if outcome.task[name] is not None)
                failed.setdefault(outcome.message, []).append(", ".join(words))
            else:
                click.echo(outcome.path)
    for message, tried in failed.items():
        more = f" and {len(tried) - 3} more" if len(tried) > 3 else ""
        click.echo(f"failed: {'; '.join(sorted(tried)[:3])}{more}: {message}", err=True)
    if failed:
        raise Message(f"{sum(map(len, failed.values()))} of {len(tasks)} runs failed", 1)


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
    click.echo(f"largest relative error {found.error:.3g} over {points} points, at {where}")
    if out is not None:
        click.echo(study_gradient(problem, out, seed=seed).path)
    if not found.error <= bound:
        raise Message(f"the gradient of {problem.name} is off by {found.error:.3g}, over the bound {bound:g}", 1)


def task_of(
    problem: str | None,
    *,
    function: str | None = None,
    data: str | None = None,
    x: str | None = None,
    y: str | None = None,
    standardize: bool = False,
    names: str | None = None,
    clean: bool = False,
    drop_missing: bool = False,
    domain: str | None = None,
    start: str | None = None,
    batch: str = "full",
    settings: Sequence[str] = (),
    **options: Any,
) -> dict[str, Any]:
    """Return the keyword arguments of `gdviz.solving.specification.specify` that a command's options say."""
    if (problem is None) == (function is None):
        raise ValueError("name one PROBLEM (`gdviz list problems` shows them all), or give --function 'x**2 + 3*y**2'")
    if data is None and (x is not None or y is not None or standardize):
        raise ValueError("--x, --y and --standardize choose from data; name them with --data FILE.csv")
    if data is None and (names is not None or clean or drop_missing):
        raise ValueError("--names, --clean and --drop-missing are for a table; name it with --data FILE.csv")
    if batch != "full" and not batch.isdecimal():
        raise ValueError(f"--batch takes a number of points or full, not {batch!r}; for example --batch 16")
    task = {
        "problem": problem,
        "function": function,
        "domain": numbers("--domain", domain),
        "start": numbers("--start", start),
        "batch": None if batch == "full" else int(batch),
        "settings": pairs(settings),
        **options,
    }
    if data is not None:
        from gdviz.problems import load_data

        columns = x.split(",") if x else None
        task["data"] = load_data(
            data,
            x=columns,
            y=y,
            standardize=standardize,
            seed=options.get("seed", 0),
            names=names.split(",") if names else None,
            clean=clean,
            drop_missing=drop_missing,
        )
        notes(task["data"].notes)
    return task
