"""Manim scenes, one file per story: each works with plain ``manim render`` and with ``gdviz scene``.

A file here is a scene: its name with dashes for underscores is the scene's name, the class in it that derives from a
stage is what is rendered, and the first line of that class's docstring is what ``gdviz list scenes`` shows. They are
found by reading the files, not by importing them, so that listing them needs no Manim.
"""

import ast
import logging
import re
import sys
from contextlib import redirect_stdout
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType

from gdviz.extensions.loading import extend, read_modules
from gdviz.installation.command import install_command
from gdviz.registry import Registry, summary

# Where Manim looks for settings besides its own.
SETTINGS = (Path("manim.cfg"), Path("~/.config/manim/manim.cfg"))


@dataclass(frozen=True)
class SceneFile:
    """Where a scene is: `load` imports it, which needs Manim."""

    name: str
    module: str
    class_name: str
    summary: str

    def load(self) -> type:
        """Import the module and return the scene's class.

        Raises
        ------
        ValueError
            If Manim is not installed or cannot be loaded; the message says how to install it, or what to look at.
        """
        _load_manim()
        try:
            found: type = getattr(import_module(self.module), self.class_name)
        except ImportError as error:
            if error.name and error.name.startswith("gdviz"):
                raise
            missing = isinstance(error, ModuleNotFoundError)
            what = f"{error.name} is missing" if missing else f"it cannot be loaded ({error})"
            raise ValueError(f"scenes need Manim, and {what}; run {install_command('manim')}") from None
        return found


def _load_manim() -> None:
    """Import Manim, or raise ValueError where what it reads as it is loaded, its settings, is at fault."""
    try:
        # Results alone go to standard output, and it has words for plugins that are not there.
        with redirect_stdout(sys.stderr):
            import_module("manim")
    except ImportError:
        # It is missing, of which the import of a scene tells more.
        return
    except Exception as error:
        files = " and ".join(str(file) for file in SETTINGS if file.expanduser().exists())
        advice = f"mend or move {files}, where its settings are" if files else "run python -m manim to see more"
        raise ValueError(f"Manim cannot be loaded ({type(error).__name__}: {error}); {advice}") from None
    # Manim lets it tell, there too, of every font that it comes across.
    logging.getLogger("matplotlib").setLevel(logging.WARNING)


@dataclass(frozen=True)
class SceneClass:
    """A scene that is there as a class, from a program or a notebook."""

    scene: type

    @property
    def name(self) -> str:
        """The class's name, with dashes."""
        return dashed(self.scene.__name__)

    @property
    def summary(self) -> str:
        """The first line of its docstring."""
        return summary(self.scene)

    def load(self) -> type:
        """Return the class."""
        return self.scene


# What can be filmed.
Shown = SceneFile | SceneClass


class SceneRegistry(Registry[SceneFile]):
    """Scenes by name; FILE.py:CLASS is one in a file of the user's, which is loaded for it."""

    def __getitem__(self, name: str) -> SceneFile:
        file, _, class_name = _own(name)
        return _in_file(file, class_name) if file else super().__getitem__(name)

    def _has(self, name: object) -> bool:
        return bool(isinstance(name, str) and _own(name)[0]) or super()._has(name)


def dashed(class_name: str) -> str:
    """Return the name of a scene by that of its class.

    >>> dashed("DecisionBoundary")
    'decision-boundary'
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", class_name).lower()


def scene_of(scene: "str | type") -> Shown:
    """Return a scene by its name, as FILE.py:CLASS, or as its class.

    Raises
    ------
    ValueError
        For an unknown name, a file as `gdviz.extend` refuses it, or a class that is no stage.
    """
    if isinstance(scene, str):
        return SCENES[scene]
    if not _is_stage(scene):
        raise ValueError(f"{scene.__name__} is no scene of gdviz; derive it from gdviz.stage.Stage")
    return SceneClass(scene)


def _own(name: str) -> tuple[str, str, str]:
    """Return the file, the colon and the class of FILE.py:CLASS; empty for a plain name."""
    file, colon, class_name = name.rpartition(":")
    if file.endswith(".py"):
        return file, colon, class_name
    return (name, "", "") if name.endswith(".py") else ("", "", "")


def _in_file(file: str, class_name: str) -> SceneFile:
    """Return the scene of a class in a file of the user's, or the only one in it; ValueError if it is not there."""
    extend(file)
    place = str(Path(file).resolve())
    found = {
        one.class_name: one for one in SCENES.values() if getattr(sys.modules.get(one.module), "__file__", "") == place
    }
    if not class_name and len(found) == 1:
        return next(iter(found.values()))
    if class_name not in found:
        there = f"it has {', '.join(found)}" if found else "it has no class that derives from gdviz.stage.Stage"
        raise ValueError(f"{file} has no scene {class_name!r}; {there}" if class_name else f"name a scene: {there}")
    return found[class_name]


def _is_stage(value: object) -> bool:
    return isinstance(value, type) and hasattr(value, "misfit") and "Stage" in {base.__name__ for base in value.__mro__}


def _read_module(module: ModuleType) -> int:
    """File the scenes of an extension."""
    own = [one for one in vars(module).values() if _is_stage(one) and one.__module__ == module.__name__]
    for scene in own:
        name = dashed(scene.__name__)
        SCENES.add(name, SceneFile(name, module.__name__, scene.__name__, summary(scene)), module=module.__name__)
    return len(own)


def _find() -> SceneRegistry:
    found = SceneRegistry("scene", show_all=True)
    for file in sorted(Path(__file__).parent.glob("[a-z]*.py")):
        classes = [node for node in ast.parse(file.read_text(encoding="utf-8")).body if isinstance(node, ast.ClassDef)]
        for node in classes:
            if any(isinstance(base, ast.Name) and base.id.endswith("Stage") for base in node.bases):
                name = file.stem.replace("_", "-")
                about = (ast.get_docstring(node) or "").partition("\n")[0].rstrip(".")
                found.add(name, SceneFile(name, f"gdviz.scenes.{file.stem}", node.name, about))
    return found


SCENES = _find()
read_modules(_read_module)
