"""The command line: parse, call one function, print where the file is.

Results go to standard output, one path a line, so that a shell can chain them; everything else goes to standard error.
"""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from gdviz import __version__

QUALITY = click.Choice(["l", "m", "h", "p", "k"])
RUN = click.Path(path_type=Path)
FILE = click.Path(path_type=Path)


class _Message(click.ClickException):
    r"""One line that says what to type instead; exit code 2 for a wrong word, 1 for what failed."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(" ".join(message.split()))
        self.exit_code = code  # type: ignore[misc]  # click reads it from the instance


class _Group(click.Group):
    """A group whose commands answer a user's mistake with one line and no traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; turn what the library raises into a message."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            where = error.ctx.command_path if error.ctx else "gdviz"
            raise _Message(f"{error.format_message()} `{where} --help` shows how to use it.", 2) from None
        except ValueError as error:
            from gdviz.run import RunError

            raise _Message(str(error), 1 if isinstance(error, RunError) else 2) from None
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            raise _Message(f"{where}{error.strerror or error}; choose another place with -o", 1) from None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Find the command, or raise ValueError with the nearest match."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            from gdviz.registry import unknown

            raise unknown("command", args[0], self.commands, see="gdviz --help")
        return super().resolve_command(ctx, args)


@click.group("gdviz", cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="gdviz")
def main() -> None:
    """Make animated visualisations of gradient descent.

    Solve a problem once; the run is recorded on disk, and every picture is drawn from it:

    \b
        gdviz solve rosenbrock -O adam -o renders/runs/valley
        gdviz figure contour renders/runs/valley -o valley.gif
        gdviz scene loss-bowl renders/runs/valley -o valley.mp4
    """


@main.command("list")
@click.argument("kind", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def list_(kind: str | None, as_json: bool) -> None:
    """List problems, optimizers, figures and scenes.

    KIND is one of problems, optimizers, figures, scenes; without it all four are listed. Settings show their default,
    range and meaning.

    \b
        gdviz list
        gdviz list optimizers
        gdviz list problems --json
    """
    from gdviz.recipes import catalogue

    found = catalogue(kind)
    if as_json:
        click.echo(json.dumps(found, indent=1))
        return
    for title, entries in found.items():
        click.secho(title, bold=True)
        for entry in entries:
            click.echo(f"  {entry['name']:18} {entry['summary']}")
            for name, setting in entry.get("settings", {}).items():
                click.echo(f"  {'':18}   {name} = {setting['default']} ({setting['allowed']}): {setting['meaning']}")


@main.command()
@click.argument("problem")
@click.option(
    "-O", "--optimizer", default="gd", show_default=True, help="Update rule; `gdviz list optimizers` shows them."
)
@click.option("--lr", type=float, help="Learning rate; a good one for the problem and optimizer unless given.")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    help="A setting of the optimizer or the problem; repeatable.",
)
@click.option("--steps", type=int, help="The most steps to take; the problem's own number unless given.")
@click.option("--start", metavar="A,B,...", help="Where to start, a number for each parameter.")
@click.option("--seed", type=int, default=0, show_default=True, help="For a start that is drawn at random.")
@click.option("--tol-gradient", type=float, default=0.0, help="Stop once the gradient's norm is no more than this.")
@click.option("--tol-step", type=float, default=0.0, help="Stop once a step changes no parameter by more than this.")
@click.option("-o", "--out", type=FILE, help="The run's directory; renders/runs/PROBLEM-OPTIMIZER-HASH unless given.")
def solve(
    problem: str, optimizer: str, settings: Sequence[str], start: str | None, out: Path | None, **options: Any
) -> None:
    """Minimise PROBLEM and record every step.

    Prints the run's directory.

    \b
        gdviz solve rosenbrock -O adam
        gdviz solve bowl -O momentum --set momentum=0.8 --set kappa=20 --start -3,2
        gdviz solve parabola --lr 0.01 --tol-step 0.001 -o renders/runs/parabola
    """
    from gdviz.solver import solve, specify

    spec = specify(problem, optimizer, settings=_pairs(settings), start=_numbers(start), **options)
    with _progress(spec.steps, "solving") as progress:
        run = solve(spec, out=out, progress=lambda done: progress(done, spec.steps))
    click.echo(f"{run.stop['reason']}: {run.stop['message']}; loss {run.loss[0]:.6g} -> {run.loss[-1]:.6g}", err=True)
    click.echo(run.path)


@main.command()
@click.argument("run", type=RUN)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def info(run: Path, as_json: bool) -> None:
    """Tell what RUN solved, how it ended, and its last values.

    \b
        gdviz info renders/runs/bowl
        gdviz info renders/runs/bowl --json
    """
    from gdviz.recipes import describe
    from gdviz.run import load

    about = describe(load(run))
    if as_json:
        click.echo(json.dumps(about, indent=1))
        return
    for name, value in about.items():
        shown = ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else value
        click.echo(f"{name.replace('_', ' '):16} {shown}")


@main.command()
@click.argument("name")
@click.argument("runs", nargs=-1, required=True, type=RUN, metavar="RUN...")
@click.option("-o", "--out", type=FILE, help="The file, .gif, .mp4 or .png; renders/NAME-RUN.gif unless given.")
@click.option(
    "-q",
    "--quality",
    type=QUALITY,
    help="Size and rate as Manim's: l 854x480 at 15 fps, m 720p30, h 1080p60, p 1440p60, k 2160p60. "
    "Without it a GIF is 800x450 at 25 fps, everything else m.",
)
@click.option("--size", metavar="WxH", help="Width and height in pixels, instead of the quality's.")
@click.option("--fps", type=float, help="Frames per second, instead of the quality's; a GIF has at most 50.")
@click.option("--seconds", type=float, default=6.0, show_default=True, help="Length of the whole clip.")
@click.option("--theme", default="light", show_default=True, help="light or dark.")
def figure(name: str, runs: Sequence[Path], size: str | None, **options: Any) -> None:
    """Draw the figure NAME of one RUN, or a race of several.

    Prints the file. Several runs must be of one problem.

    \b
        gdviz figure contour renders/runs/bowl
        gdviz figure surface renders/runs/bowl -o bowl.gif --size 640x480 --theme dark
        gdviz figure contour run-gd run-adam -o race.mp4 -q h --seconds 10
    """
    from gdviz.recipes import draw
    from gdviz.run import load

    with _progress(None, "drawing") as progress:
        path = draw(name, [load(run) for run in runs], size=_size(size), progress=progress, **options)
    click.echo(path)


@main.command()
@click.argument("name")
@click.argument("runs", nargs=-1, required=True, type=RUN, metavar="RUN...")
@click.option(
    "-o", "--out", type=FILE, help="The file, .mp4, or .png for the last frame; renders/NAME-RUN.mp4 unless given."
)
@click.option(
    "-q",
    "--quality",
    type=QUALITY,
    default="m",
    show_default=True,
    help="Size and rate, as Manim's: l 854x480 at 15 fps, m 720p30, h 1080p60, p 1440p60, k 2160p60.",
)
def scene(name: str, runs: Sequence[Path], out: Path | None, quality: str) -> None:
    """Film the Manim scene NAME about RUN.

    Prints the file.

    \b
        gdviz scene loss-bowl renders/runs/bowl -o bowl.mp4 -q m
        gdviz scene decision-boundary renders/runs/blobs -q h
    """
    from gdviz.recipes import shoot

    click.echo(shoot(name, runs, out, quality=quality, show_progress=sys.stderr.isatty()))


@main.command()
def demo() -> None:
    """Make two runs and five pictures of them.

    Prints each path in renders/ with its size and how long it took.

    \b
        gdviz demo
    """
    from gdviz.recipes import demo, size_of

    total = 0.0
    for made in demo():
        total += made.seconds
        click.echo(f"{made.path!s:36} {size_of(made.path):>9,} bytes {made.seconds:6.1f} s")
    click.echo(f"{'in all':36} {'':15} {total:6.1f} s", err=True)


def _pairs(settings: Sequence[str]) -> dict[str, str]:
    """Return NAME=VALUE words as a dict."""
    for word in settings:
        if "=" not in word:
            raise ValueError(f"--set takes NAME=VALUE, not {word!r}; for example --set momentum=0.8")
    return dict(word.split("=", 1) for word in settings)


def _numbers(text: str | None) -> list[float] | None:
    """Return comma-separated numbers as a list."""
    if text is None:
        return None
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise ValueError(
            f"--start takes numbers with commas between them, not {text!r}; for example --start 1.5,-2"
        ) from None


def _size(text: str | None) -> tuple[int, int] | None:
    """Return WxH as two numbers."""
    if text is None:
        return None
    width, by, height = text.lower().partition("x")
    if not (by and width.isdecimal() and height.isdecimal()):
        raise ValueError(f"--size takes WIDTHxHEIGHT in pixels, not {text!r}; for example --size 800x450")
    return int(width), int(height)


@contextmanager
def _progress(total: int | None, label: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function of (done, of all) that moves a bar with an estimate on a terminal, and does nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda done, of_all: None
        return
    with click.progressbar(length=total or 1, label=label, file=sys.stderr, show_eta=True) as bar:

        def show(done: int, of_all: int) -> None:
            bar.length = of_all
            if done > bar.pos and (done == of_all or done - bar.pos >= max(1, of_all // 200)):
                bar.update(done - bar.pos)

        yield show
