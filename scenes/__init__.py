"""Manim scenes, one file per story: each works with plain ``manim render`` and with ``gdviz scene``.

A file here is a scene: its name with dashes for underscores is the scene's name, the class in it that derives from a
stage is what is rendered, and the first line of that class's docstring is what ``gdviz list scenes`` shows. They are
found by reading the files, not by importing them, so that listing them needs no Manim.
"""

import ast
import logging
import sys
from contextlib import redirect_stdout
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from gdviz.registry import Registry

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
            raise ValueError(f"scenes need Manim, and {what}; run pip install 'gdviz[manim]'") from None
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


def _find() -> Registry[SceneFile]:
    found: Registry[SceneFile] = Registry("scene", show_all=True)
    for file in sorted(Path(__file__).parent.glob("[a-z]*.py")):
        classes = [node for node in ast.parse(file.read_text(encoding="utf-8")).body if isinstance(node, ast.ClassDef)]
        for node in classes:
            if any(isinstance(base, ast.Name) and base.id.endswith("Stage") for base in node.bases):
                name = file.stem.replace("_", "-")
                about = (ast.get_docstring(node) or "").partition("\n")[0].rstrip(".")
                found.add(name, SceneFile(name, f"gdviz.scenes.{file.stem}", node.name, about))
    return found


SCENES = _find()
