"""The options that say what is solved, and how, shared by the commands that make runs."""

from collections.abc import Callable, Sequence
from typing import Any

import click

from gdviz.cli.options import numbers, pairs
from gdviz.cli.saying import notes
from gdviz.settings import as_flag
from gdviz.solving.options import OPTIONS

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
            help="Columns of the data to predict from, by name or number; all others unless given.",
        ),
        click.option("--y", metavar="C", help="Column of the data to predict; the last unless given."),
        click.option("--names", metavar="A,B,...", help="Names for all columns of the file, where it has no header."),
        click.option(
            "--clean", is_flag=True, help='Strip units and separators of thousands: "$1,200" is 1200, "54 m²" is 54.'
        ),
        click.option("--drop-missing", is_flag=True, help="Leave out the rows where a value is missing."),
        click.option(
            "--features",
            metavar="degree=N",
            help="Take all powers and products of the columns of x up to degree N: x, y, x^2, x y, y^2.",
        ),
        click.option(
            "--standardize",
            is_flag=True,
            help="Bring the columns of x, and their powers, to mean 0 and standard deviation 1.",
        ),
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
        click.option(
            "--plane",
            metavar="A,B",
            help="Sample the loss over these two parameters, by name or number; else over the plane of the path.",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def task_of(
    problem: str | None,
    *,
    function: str | None = None,
    data: str | None = None,
    x: str | None = None,
    y: str | None = None,
    features: str | None = None,
    standardize: bool = False,
    plane: str | None = None,
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
    of_data = {"--x": x, "--y": y, "--features": features, "--standardize": standardize}
    of_data |= {"--names": names, "--clean": clean, "--drop-missing": drop_missing}
    if data is None and (given := [flag for flag, value in of_data.items() if value not in (None, False)]):
        need = "needs" if len(given) == 1 else "need"
        raise ValueError(f"{', '.join(given)} {need} data; name some with --data FILE.csv")
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
    if plane is not None:
        task["plane"] = plane.split(",")
    if data is not None:
        from gdviz.problems import load_data

        columns = x.split(",") if x else None
        task["data"] = load_data(
            data,
            x=columns,
            y=y,
            degree=_degree(features),
            standardize=standardize,
            seed=options.get("seed", 0),
            names=names.split(",") if names else None,
            clean=clean,
            drop_missing=drop_missing,
        )
        notes(task["data"].notes)
    return task


def _degree(features: str | None) -> int:
    """Return the degree that --features names; 1 where it is not given."""
    if features is None:
        return 1
    degree = features.removeprefix("degree=")
    if not (degree.isascii() and degree.isdecimal() and 1 <= int(degree[:6]) <= 20):
        raise ValueError(f"--features takes degree=N with N from 1 to 20, not {features!r}; try --features degree=2")
    return int(degree)
