"""The command that makes many runs: sweep."""

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gdviz.cli.app import Message, main
from gdviz.cli.cluster import CLUSTER, workers_of
from gdviz.cli.options import numbers, pairs
from gdviz.cli.saying import note, notes, tell_place
from gdviz.cli.solve import FILE
from gdviz.cli.specifying import option_for, specifying, task_of
from gdviz.progress import bar

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from gdviz.solving.groups import Task


@main.command()
@click.argument("problem", required=False)
@click.option("-O", "--optimizer", default="gd", show_default=True, metavar="A,B,...", help="Update rules to combine.")
@click.option("--lr", metavar="A,B,...", help="Learning rates to combine; a good one for each optimizer unless given.")
@specifying
@option_for("seed", show_default=True)
@click.option("--seeds", type=click.IntRange(1), default=1, show_default=True, help="So many seeds to combine.")
@click.option("--starts", metavar="AxB|N", help="Starts to combine: a grid over the domain, or N that are drawn.")
@click.option("--fleet", is_flag=True, help="Record all runs in one directory, DIR of -o, instead of one for each.")
@click.option("--jobs", type=int, help="Processes; one for each processor unless given.")
@CLUSTER
@click.option("-o", "--out", type=FILE, help="The directory of the runs; renders/runs unless given.")
def sweep(
    problem: str | None,
    optimizer: str,
    lr: str | None,
    seed: int,
    seeds: int,
    starts: str | None,
    fleet: bool,
    jobs: int | None,
    cluster: str | None,
    out: Path | None,
    **options: Any,
) -> None:
    """Solve PROBLEM once for every combination.

    Of -O, --lr, --set (whose values may be several, with commas), --seeds and --starts. Prints the directory of each
    run, named by what varies and a hash of all, such as gd-lr0.01-1b2c3d4e; runs that are complete are not solved
    again. Failures are told at the end.

    Runs that differ in start, learning rate, seed and numbers of their optimizer alone are solved side by side, some
    fifty times as fast, with the same bytes, unless their steps need data, products of matrices or searches.
    With --fleet they go into one directory DIR, of which DIR:17 is a run, DIR:best the one with the least loss,
    DIR:best5 five, DIR:median and DIR:worst others; where it was interrupted, the same command goes on.

    \b
        gdviz sweep rosenbrock -O gd,momentum,adam
        gdviz sweep logistic -O adam --lr 0.001,0.01,0.1 --seeds 5 --jobs 2
        gdviz sweep rosenbrock -O adam --set beta1=0.5,0.9 --lr 0.01,0.1 --starts 20x20 --fleet -o renders/fleet
        gdviz figure contour renders/fleet:best
    """
    from gdviz.solving.sweep import check_tasks, combinations

    if starts is not None and options["start"] is not None:
        raise ValueError("--starts spreads the starts and --start names one; leave out one of them")
    if fleet and out is None:
        raise ValueError("--fleet records all runs in one directory; name it, such as -o renders/fleet")
    several = {name: text.split(",") for name, text in pairs(options.pop("settings")).items()}
    settings = [dict(zip(several, picked, strict=True)) for picked in itertools.product(*several.values())]
    common = task_of(problem, seed=seed, **options)
    choices: dict[str, Sequence[Any]] = {
        "optimizer": optimizer.split(","),
        "settings": settings,
        "lr": numbers("--lr", lr) or [None],
        "seed": range(seed, seed + seeds),
    }
    tasks = combinations(choices, **common)
    spec = check_tasks(tasks)
    notes(spec.problem.notes if spec else ())
    if starts is not None and spec is not None:
        from gdviz.solving.starts import starts_over

        choices["start"] = starts_over(spec.problem, starts, seed=seed)
        tasks = combinations(choices, **common)
    with workers_of(cluster) as workers:
        if fleet and out is not None:
            _as_fleet(tasks, out, jobs, workers)
        else:
            told = [name for name, chosen in choices.items() if name != "settings" or len(chosen) > 1]
            _as_runs(tasks, out, jobs, workers, told)


def _as_runs(
    tasks: "list[Task]", out: Path | None, jobs: int | None, workers: "Executor | None", told: Sequence[str]
) -> None:
    """Solve tasks, each to a directory of its own; of one that fails it is said what is `told`."""
    from gdviz.files.scratch import leaving_no_scratch
    from gdviz.parallel.capacity import default_jobs
    from gdviz.solving.specification import RUNS
    from gdviz.solving.sweep import sweep

    failed: dict[str, list[str]] = {}
    count = default_jobs(len(tasks)) if jobs is None else jobs
    with leaving_no_scratch(out or RUNS), bar("sweeping") as show:
        for done, outcome in enumerate(sweep(tasks, workers, jobs=count, home=out or RUNS), 1):
            show(done, len(tasks))
            if outcome.path is None:
                words = (_in_words(name, outcome.task[name]) for name in told if outcome.task[name] is not None)
                failed.setdefault(outcome.message, []).append(", ".join(words))
            else:
                tell_place(outcome.path)
    for message, tried in failed.items():
        more = f" and {len(tried) - 3} more" if len(tried) > 3 else ""
        note(f"failed: {'; '.join(sorted(tried)[:3])}{more}: {message}")
    if failed:
        raise Message(f"{sum(map(len, failed.values()))} of {len(tasks)} runs failed", 1)


def _in_words(name: str, value: Any) -> str:
    if name == "settings":
        return ", ".join(f"{setting} {chosen}" for setting, chosen in value.items())
    return f"{name} {','.join(f'{number:g}' for number in value)}" if name == "start" else f"{name} {value}"


def _as_fleet(tasks: "list[Task]", out: Path, jobs: int | None, workers: "Executor | None") -> None:
    """Solve tasks to one directory."""
    from gdviz.catalogue import fleet_in_words
    from gdviz.parallel.capacity import default_jobs
    from gdviz.solving.fleet import solve_fleet

    count = 1 if workers else default_jobs(len(tasks)) if jobs is None else jobs
    with bar("sweeping") as show:
        made = solve_fleet(tasks, out, jobs=count, executor=workers, progress=show)
    notes(fleet_in_words(made))
    tell_place(made.path)
