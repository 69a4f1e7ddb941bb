"""The command line: parse, call one function, print where the file is.

Results go to standard output, one path a line, so that a shell can chain them; everything else goes to standard error.
Modules of this package import nothing heavy: each command imports what it runs when it runs.
"""

import errno
import gc
import os
import re
import sys
import warnings
from ast import literal_eval
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from warnings import catch_warnings

import click

from gdviz.cli.completing import completed
from gdviz.cli.saying import tell, warn
from gdviz.cli.signals import terminations
from gdviz.cli.streams import OUTPUT, standard_streams
from gdviz.version import __version__
from gdviz.wording import visible

# Where the words of the command line lie as they were typed.
TYPED = "gdviz.typed"
# Python looks for what only holds itself once there are so many objects more. At its own 700 that is a thirtieth of the
# time of a film, whose objects stay to the end.
MANY = 10_000
# No number that is advised is larger.
MOST = 1e9
# For how many turns, as a power of two, the threads of NumPy's OpenBLAS wait for work before they sleep. At its own 28
# they wait for a tenth of a second of the processor each, and few commands have any for them.
WAITING = "OPENBLAS_THREAD_TIMEOUT"


class Message(click.ClickException):
    r"""One line that says what to type instead; exit code 2 for a wrong word, 1 for what failed."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(visible(" ".join(message.split())))
        self.exit_code = code  # type: ignore[misc]  # click reads it from the instance


def in_words(error: OSError) -> str:
    """Return what the system refused, where, and what to do."""
    if isinstance(error, ChildProcessError) or "TMPDIR" in str(error):
        return str(error)
    import tempfile

    where = f"{error.filename}: " if error.filename else ""
    if error.filename == OUTPUT:
        advice = "; print to another place"
    elif error.errno in (errno.EMFILE, errno.ENFILE):
        advice = "; allow more with ulimit -n 1024, or give a smaller --jobs"
    elif error.filename == tempfile.gettempdir():
        advice = "; make room there, or set TMPDIR to another place"
    else:
        advice = "" if "with -o" in str(error) else "; choose another place with -o"
    return f"{where}{error.strerror or error}{advice}"


def undecoded(error: UnicodeDecodeError) -> str:
    """Return that a file is no text, and whose: matplotlib reads its settings as it is loaded."""
    traced, places = error.__traceback__, []
    while traced is not None:
        places.append(traced.tb_frame.f_globals.get("__name__"))
        traced = traced.tb_next
    if "matplotlib" in places:
        return "matplotlib cannot read the settings in a matplotlibrc, which is no UTF-8 text; mend or move that file"
    return f"a file is no UTF-8 text: {error}; save it as UTF-8"


def load_parts(ctx: click.Context, option: click.Parameter, files: tuple[str, ...]) -> None:
    """Load the files that --with names, before anything that they may add is asked for."""
    ctx.meta["gdviz.with"] = (*ctx.meta.get("gdviz.with", ()), *files)
    if files and not ctx.resilient_parsing:
        from gdviz.extensions.loading import extend

        extend(*files)


WITH = click.Option(
    ["--with", "with_files"],
    multiple=True,
    metavar="FILE",
    is_eager=True,
    expose_value=False,
    callback=load_parts,
    help="A file with problems, optimizers, figures, scenes, formats or recipes of your own; may be repeated.",
)


def _answer(error: ValueError) -> Message:
    """Return the message for what the library, or a file of the user's, has refused."""
    from gdviz.runs.manifest import RunError

    if words := _in_own_file(error):
        return Message(words, 1)
    if isinstance(error, UnicodeDecodeError):
        return Message(undecoded(error), 1)
    return Message(str(error), 1 if isinstance(error, RunError) else 2)


def _no_number(error: click.UsageError, help_line: str) -> str | None:
    """Return what to type instead of a word where a number is wanted; None if that is not what is wrong."""
    found = re.fullmatch(r"(['\"].*['\"]) is not a valid (float|integer).*", error.message, re.DOTALL)
    if not (found and isinstance(error, click.BadParameter) and error.param):
        return None
    word, kind = literal_eval(found[1]), found[2]
    is_whole, name = kind == "integer", max(error.param.opts, key=len)
    meant = _meant(word, is_whole=is_whole) if re.search(r"\d", word) else error.param.default
    advice = help_line
    # Few options take what is not above 0.
    if isinstance(meant, int | float) and 0 < meant < MOST and not (is_whole and meant < 1):
        advice = f"try {name} {int(meant) if is_whole else repr(float(meant)).removesuffix('.0')}"
    return f"{name} takes a {'whole ' * is_whole}number, not '{word}'; {advice}"


def _meant(word: str, *, is_whole: bool) -> float | None:
    """Return the number before a unit, with separators of thousands or a decimal comma, or None."""
    plain = re.sub(r",(?=\d{3}(\D|$))", "", word) if is_whole or "." in word else word.replace(",", ".")
    found = re.fullmatch(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*[a-zµ%°]*\s*", plain, re.IGNORECASE)
    return float(found[1]) if found else None


def _in_own_file(error: Exception) -> str | None:
    """Return the line of a file of the user's that an error came through, and what it says; None if through none."""
    from gdviz.extensions.blame import blamed
    from gdviz.extensions.loading import loaded

    return blamed(error, [extension.path for extension in loaded()])


@contextmanager
def _thrift() -> Iterator[None]:
    """Spare what a process of its own need not do."""
    first, *others = gc.get_threshold()
    waiting = os.environ.get(WAITING)
    # Python looks less often for objects that hold one another and are held by no one else.
    gc.set_threshold(MANY, *others)
    if waiting is None:
        os.environ[WAITING] = "4"
    try:
        yield
    finally:
        gc.set_threshold(first, *others)
        if waiting is None:
            os.environ.pop(WAITING, None)


class _Group(click.Group):
    """A group whose commands answer a user's mistake with one line and no traceback.

    Nor is there one where a standard stream is closed, or another process ends this one.
    """

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command, which takes --with as the group does, and whose words shells complete."""
        for param in cmd.params:
            completed(name or cmd.name or "", param)
        cmd.params.append(WITH)
        super().add_command(cmd, name)

    def main(self, *args: Any, **options: Any) -> Any:
        """Run the command line; on its own, it ends the process with an exit code."""
        if not options.get("standalone_mode", True):
            return super().main(*args, **options)
        code: Any = 0
        with standard_streams(), _thrift(), terminations() as came:
            try:
                super().main(*args, **options)
            except SystemExit as end:
                code = end.code
            except OSError as error:
                # What click itself prints, such as the help.
                Message(in_words(error), 1).show()
                code = 1
        sys.exit(128 + came[0] if came else code)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words of the command, and keep them as they were typed."""
        ctx.meta[TYPED] = tuple(args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; turn what the library raises into a message."""
        try:
            with catch_warnings():
                warnings.showwarning = warn
                return super().invoke(ctx)
        except click.UsageError as error:
            help_line = f"`{error.ctx.command_path if error.ctx else 'gdviz'} --help` shows how to use it"
            told = _no_number(error, help_line) or f"{error.format_message()} {help_line}."
            raise Message(told, 2) from None
        except ValueError as error:
            raise _answer(error) from None
        except BrokenPipeError:
            # Whoever reads our output has seen enough; click ends quietly.
            raise
        except OSError as error:
            raise Message(_in_own_file(error) or in_words(error), 1) from None
        except click.ClickException:
            raise
        except Exception as error:
            if words := _in_own_file(error):
                raise Message(words, 1) from None
            raise

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


main.params.append(WITH)


@main.command("help")
@click.argument("command", nargs=-1)
@click.pass_context
def help_(ctx: click.Context, command: tuple[str, ...]) -> None:
    """Show how to use a COMMAND, as its --help does.

    \b
        gdviz help figure
    """
    context = ctx.find_root()
    for word in command:
        group = context.command
        if not isinstance(group, click.Group):
            raise ValueError(f"{context.command_path} has no commands of its own; leave out {word!r}")
        name, found, _ = group.resolve_command(context, [word])
        context = click.Context(found or group, info_name=name, parent=context)
    tell(context.get_help())
