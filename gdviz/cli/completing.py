"""What a shell offers to complete a word: names and runs, found by reading files and not by loading what they hold."""

import os
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

# Under a directory runs are looked for so deep.
DEEP = 3
# What each word may be: by command and parameter, or in all commands by parameter.
KINDS = {
    "figure.name": "figures",
    "scene.name": "scenes",
    "deck.parts": "scenes",
    "make.names": "recipes",
    "list.kind": "kinds",
    "help.command": "commands",
    "problem": "problems",
    "optimizer": "optimizers",
    "palette": "palettes",
    "theme": "themes",
    "run": "runs",
    "runs": "runs",
    "resume": "runs",
}
LISTED = ("problems", "optimizers", "schedules", "datasets", "figures", "scenes", "palettes", "recipes")
# How each kind is registered: in which package of gdviz, and by which words.
REGISTERED = {
    "problems": ("problems", r'^@problem\(\s*"([^"]+)"'),
    "optimizers": ("optimizers", r'^@optimizer\(\s*"([^"]+)"'),
    "figures": ("figures", r'^@figure\(\s*"([^"]+)"'),
    "palettes": ("style", r'PALETTES\.add\(\s*"([^"]+)"'),
    "themes": ("style", r'THEMES\.add\(\s*"([^"]+)"'),
    "scenes": ("scenes", r"^class (\w+)\([^)]*Stage\):"),
    "recipes": ("recipes", r"^\[recipes\.([\w-]+)\]"),
}


class Completed(click.ParamType):  # type: ignore[type-arg]  # older versions of click take no arguments
    """A parameter's type, with what a shell offers for it."""

    def __init__(self, plain: Any, kind: str) -> None:
        self.plain, self.kind, self.name = plain, kind, plain.name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Convert as the plain type does."""
        return self.plain.convert(value, param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
        """Return the names that begin as the word does; after a comma those of the next one."""
        from click.shell_completion import CompletionItem

        if self.kind == "runs":
            return [*map(CompletionItem, _runs(incomplete))] or [CompletionItem(incomplete, type="dir")]
        begun, comma, last = incomplete.rpartition(",")
        found = _commands(ctx) if self.kind == "commands" else names(self.kind, _own_files(ctx))
        fitting = sorted({name for name in found if name.startswith(last)})
        if ctx.info_name == "deck":
            # A scene goes on with its run; films and pages are files.
            return [CompletionItem(f"{name}=") for name in fitting] or [CompletionItem(incomplete, type="file")]
        return [CompletionItem(f"{begun}{comma}{name}") for name in fitting]


def completed(command: str, param: click.Parameter) -> None:
    """Let a shell complete a parameter of a command, where it is known what it may be."""
    if kind := KINDS.get(f"{command}.{param.name}", KINDS.get(param.name or "")):
        param.type = Completed(param.type, kind)


def names(kind: str, own: list[Path] | None = None) -> Iterator[str]:
    """Yield the names of a kind: gdviz's, and those that files of the user's register by plain words."""
    if kind == "kinds":
        yield from LISTED
        return
    package, words = REGISTERED[kind]
    found = find_spec(f"gdviz.{package}")
    for folder in map(Path, found.submodule_search_locations or () if found else ()):
        for path in sorted([*folder.rglob("*.py"), *folder.glob("*.toml")]):
            for name in _registered_in(path, words):
                # A scene's own name is that of its file.
                yield path.stem.replace("_", "-") if kind == "scenes" else name
    for path in own or []:
        for name in _registered_in(path, words):
            yield f"{path}:{name}" if kind == "scenes" else name


def _registered_in(path: Path, words: str) -> list[str]:
    return re.findall(words, path.read_text(encoding="utf-8"), re.MULTILINE)


def _own_files(ctx: click.Context) -> list[Path]:
    """Return the files that --with and the environment name, as far as they are there."""
    from gdviz.extensions.loading import VARIABLE

    named = [*os.environ.get(VARIABLE, "").split(os.pathsep), *ctx.meta.get("gdviz.with", ())]
    return [path for path in map(Path, filter(None, named)) if path.is_file()]


def _commands(ctx: click.Context) -> list[str]:
    whole = ctx.find_root().command
    return list(whole.commands) if isinstance(whole, click.Group) else []


def _runs(incomplete: str) -> list[str]:
    """Return the runs whose paths begin so: those under the last whole directory of it."""
    home = os.path.dirname(incomplete)  # noqa: PTH120 (a path with a dot in front stays one)
    found, level = [], [Path(home or ".")]
    for _ in range(DEEP):
        level = [inner for folder in level for inner in _folders(folder)]
        found += [str(folder) for folder in level if (folder / "run.json").is_file()]
    start = incomplete.removeprefix("./")
    return sorted(path for path in found if path.startswith(start))


def _folders(folder: Path) -> list[Path]:
    try:
        return [inner for inner in folder.iterdir() if inner.is_dir() and not inner.name.startswith(".")]
    except OSError:
        return []
