"""The packages that show names of other modules: complete, and loaded when they are asked for."""

import ast
import importlib
from pathlib import Path

import pytest

LAZY = ("gdviz", "gdviz.figures.parts", "gdviz.stage")


# What Manim imports warns of what Python will drop.
@pytest.mark.filterwarnings("ignore:'audioop' is deprecated:DeprecationWarning")
@pytest.mark.parametrize("face", [*LAZY, "gdviz.optimizers", "gdviz.problems"])
def test_a_face_has_what_it_names(face):
    module = importlib.import_module(face)
    assert all(getattr(module, name) is not None for name in module.__all__)
    with pytest.raises(AttributeError, match=f"module '{face}' has no attribute 'nonsense'"):
        module.nonsense  # noqa: B018


@pytest.mark.parametrize("face", LAZY)
def test_type_checkers_see_what_is_loaded(face):
    module = importlib.import_module(face)
    (seen,) = [node for node in ast.parse(Path(module.__file__).read_text()).body if isinstance(node, ast.If)]
    homes = {alias.name: node.module for node in seen.body for alias in node.names}
    assert homes == module._HOME
    assert homes.keys() == set(module.__all__) - {"__version__"}
