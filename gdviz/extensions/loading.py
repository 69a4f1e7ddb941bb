"""Finding and loading extensions: files that are named, those of the environment, and those of installed packages.

An extension registers what it has by the same decorators and functions as gdviz's own modules. Whatever registry is
asked for a name that it has not lets those of the environment and of packages be loaded, and then looks again.
"""

import os
import sys
import tomllib
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from importlib.abc import SourceLoader
from importlib.machinery import ModuleSpec
from importlib.metadata import entry_points
from importlib.util import module_from_spec
from pathlib import Path
from types import CodeType, FrameType, ModuleType
from typing import Any

from gdviz.extensions.blame import blamed
from gdviz.files.texts import read_text
from gdviz.installation.command import install_command

# Names files, separated as in PATH; and what packages call their modules of parts in their metadata.
VARIABLE, GROUP = "GDVIZ_WITH", "gdviz"
WHAT = (
    "@problem, @optimizer, @figure, add_format, add_recipes, or a class that derives from gdviz.stage.Stage; "
    "docs/extend.md shows each"
)


@dataclass(frozen=True)
class Extension:
    """A file of parts. It can be sent to other processes, by its text, and is loaded where it arrives.

    Attributes
    ----------
    path
        Where it was found, whole.
    text
        What it holds.
    """

    path: str
    text: str

    @property
    def module(self) -> str:
        """The name of its module, which no other has."""
        return f"{Path(self.path).stem}@{sha256(repr((self.path, self.text)).encode()).hexdigest()[:12]}"

    @property
    def is_recipes(self) -> bool:
        """Whether it holds recipes, and no code."""
        return self.path.endswith(".toml")

    def __reduce__(self) -> tuple[Any, ...]:
        """Be loaded again by whoever unpickles it, before anything that it defines is asked for."""
        return arrive, (self.path, self.text)


class _Text(SourceLoader):
    """Loads a module from a text that need not lie in a file here."""

    def __init__(self, extension: Extension) -> None:
        self._extension = extension

    def get_filename(self, fullname: str) -> str:
        """Return where the text was found."""
        return self._extension.path

    def get_data(self, path: str | bytes) -> bytes:
        """Return the text."""
        return self._extension.text.encode()

    def get_source(self, fullname: str) -> str:
        """Return the text, for what quotes lines of it."""
        return self._extension.text

    def get_code(self, fullname: str) -> CodeType:
        """Return it compiled; nothing is kept beside the file."""
        return self.source_to_code(self.get_data(""), self._extension.path)


ModuleReader = Callable[[ModuleType], int]
RecipeReader = Callable[[Extension], int]


@dataclass(frozen=True)
class Loaded:
    """What came of an extension: its module, unless it holds recipes, and how what it registered is taken back."""

    module: ModuleType | None
    undo: list[Callable[[], Any]]


_loaded: dict[Extension, Loaded] = {}
_packages: list[ModuleType] = []
# The module that is being loaded, and how to take back what it has registered so far.
_loading: dict[str, list[Callable[[], Any]]] = {}
_module_readers: list[ModuleReader] = []
_recipe_readers: list[RecipeReader] = []
_complete = False


def loaded() -> tuple[Extension, ...]:
    """Return the files that were loaded, in their order."""
    return tuple(_loaded)


def file_of(module: str) -> str:
    """Return the file whose parts are in a module of such a name, from here where it lies below; empty for another."""
    for extension in _loaded:
        if extension.module == module:
            path = Path(extension.path)
            return (path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path).as_posix()
    return ""


def extend(*places: str | Path) -> None:
    """Load files of parts of your own: problems, optimizers, figures, scenes, formats and recipes.

    What they register is known by name from then on, also to the processes and the workers of a cluster that draw or
    solve for this one. A file that is loaded already is left as it is.

    Parameters
    ----------
    places
        Python files, and .toml files of recipes.

    Raises
    ------
    ValueError
        If a file is missing, has an error, whose line is told, registers nothing, or a name that is taken.

    Examples
    --------
    >>> with open("mine.py", "w") as file:
    ...     print("import gdviz.style.palettes as palettes", file=file)
    ...     colors = ("#2b1b4d", "#f9e6c8")
    ...     print(f"palettes.PALETTES.add('eve', {colors})", file=file)
    >>> gdviz.extend("mine.py")
    >>> run = gdviz.solve("bowl", steps=20, out="runs/bowl")
    >>> style = gdviz.styled(palette="eve")
    >>> gdviz.draw("contour", [run], "bowl.png", style=style).name
    'bowl.png'
    """
    for place in places:
        _load(_read(place))


def complete() -> None:
    """Load what the environment variable GDVIZ_WITH and installed packages add, once.

    Raises
    ------
    ValueError
        As `extend`, for what GDVIZ_WITH names.
    """
    global _complete  # once for a process
    if _complete or _loading:
        return
    _complete = True
    try:
        extend(*filter(None, os.environ.get(VARIABLE, "").split(os.pathsep)))
    except ValueError as error:
        _complete = False
        raise ValueError(f"{error} ({VARIABLE} names it)") from None
    for entry in entry_points(group=GROUP):
        package = entry.dist.name if entry.dist else entry.name
        try:
            module = entry.load()
            for read in _module_readers:
                read(module)
        except Exception as error:
            warnings.warn(f"what the package {package} adds to gdviz cannot be loaded: {error}", stacklevel=2)
            continue
        _packages.append(module)


def read_modules(read: ModuleReader) -> None:
    """Let a function find what a module defines by being there, in each that is loaded or will be.

    It returns the number of what it found.
    """
    _module_readers.append(read)
    for module in [*(one.module for one in _loaded.values() if one.module), *_packages]:
        read(module)


def read_recipes(read: RecipeReader) -> None:
    """Let a function read each file of recipes that is loaded or will be; it returns how many there are in it."""
    _recipe_readers.append(read)
    for extension in [extension for extension in _loaded if extension.is_recipes]:
        read(extension)


def arrive(path: str, text: str) -> Extension:
    """Return an extension that another process has loaded, and load it here; what goes wrong is told on its use."""
    extension = Extension(path, text)
    try:
        _load(extension)
    except ValueError as error:
        warnings.warn(str(error), stacklevel=2)
    return extension


def registrant() -> str:
    """Return the name of the module whose line registers something, by way of functions of gdviz."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_name != "<module>" and _is_ours(_name_of(frame)):
        frame = frame.f_back
    return _name_of(frame)


def _name_of(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", ""))


def _is_ours(module: str) -> bool:
    return module.startswith(f"{GROUP}.")


def registered(by: str, take_back: Callable[[], Any]) -> None:
    """Note what a module has registered, and how that is taken back if what is being loaded turns out to be faulty."""
    if _loading and not _is_ours(by):
        _loading[next(reversed(_loading))].append(take_back)


def _read(place: str | Path) -> Extension:
    """Return the extension in a file, or raise ValueError."""
    path = Path(place)
    if path.suffix not in (".py", ".toml"):
        raise ValueError(f"--with takes a Python file such as mine.py, or recipes in a .toml, not {str(place)!r}")
    return Extension(str(path.resolve()), read_text(path, "--with takes where the file with parts of yours is"))


def _load(extension: Extension) -> None:
    """Load a file, in the place of an earlier state of it; with an error, nothing of it stays registered.

    Raises
    ------
    ValueError
        With the line that is at fault.
    """
    if extension in _loaded:
        return
    for older in [one for one in _loaded if one.path == extension.path]:
        forget(older)
    undo = _loading[extension.module] = []
    try:
        found, module = (_read_recipes(extension), None) if extension.is_recipes else _import(extension)
        if not found:
            raise ValueError(f"nothing is registered there; it needs {WHAT}")
    except Exception as error:
        _loaded[extension] = Loaded(None, undo)
        forget(extension)
        raise ValueError(_said(extension, error)) from None
    finally:
        del _loading[extension.module]
    _loaded[extension] = Loaded(module, undo)


def forget(extension: Extension) -> None:
    """Take back all that a file has registered."""
    for take_back in reversed(_loaded.pop(extension).undo):
        take_back()
    sys.modules.pop(extension.module, None)


def _read_recipes(extension: Extension) -> int:
    """Let those who read recipes have them, and return how many there are."""
    count = len(tomllib.loads(extension.text).get("recipes", {}))
    for read in _recipe_readers:
        read(extension)
    return count


def _import(extension: Extension) -> tuple[int, ModuleType]:
    """Import a file as a module, and return how much it has registered."""
    home = str(Path(extension.path).parent)
    if home not in sys.path:
        # What lies beside the file can be imported by it, and hides nothing.
        sys.path.append(home)
    loader = _Text(extension)
    spec = ModuleSpec(extension.module, loader, origin=extension.path)
    spec.has_location = True
    module = sys.modules[extension.module] = module_from_spec(spec)
    loader.exec_module(module)
    found = len(_loading[extension.module]) + sum(read(module) for read in _module_readers)
    return found or _count_stories(module), module


def _count_stories(module: ModuleType) -> int:
    """Return how many scenes a module has, where nobody has asked for scenes yet."""
    return sum(
        isinstance(value, type) and value.__module__ == module.__name__ and "construct" in vars(value)
        for value in vars(module).values()
    )


def _said(extension: Extension, error: Exception) -> str:
    """Return what is wrong with a file, and in which line."""
    words = blamed(error, [extension.path]) or f"{Path(extension.path).name}: {error}"
    if isinstance(error, ModuleNotFoundError) and error.name and error.name.partition(".")[0] == "manim":
        words += f"; scenes need Manim: {install_command('manim')}"
    return words
