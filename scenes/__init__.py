"""Manim scenes, one file per story: each works with plain ``manim render`` and with ``gdviz scene``.

A file here is a scene: its name with dashes for underscores is the scene's name, the class in it that derives from a
stage is what is rendered, and the first line of that class's docstring is what ``gdviz list scenes`` shows. They are
found by reading the files, not by importing them, so that listing them needs no Manim.
"""

import ast
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from gdviz.registry import Registry


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
            If Manim is not installed or cannot be loaded; the message says how to install it.
        """
        try:
            found: type = getattr(import_module(self.module), self.class_name)
        except ImportError as error:
            if error.name and error.name.startswith("gdviz"):
                raise
            missing = isinstance(error, ModuleNotFoundError)
            what = f"{error.name} is missing" if missing else f"it cannot be loaded ({error})"
            raise ValueError(f"scenes need Manim, and {what}; run pip install 'gdviz[manim]'") from None
        return found


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
