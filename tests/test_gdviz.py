"""The packages that show names of other modules: complete, and loaded when they are asked for."""

import ast
import importlib
import os
import sys
from pathlib import Path

import pytest

import gdviz

LAZY = ("gdviz", "gdviz.figures.parts", "gdviz.keras", "gdviz.lightning", "gdviz.stage")
FRAMEWORKS = {"gdviz.keras": "keras", "gdviz.lightning": "lightning"}


# What Manim imports warns of what Python will drop.
@pytest.mark.filterwarnings("ignore:'audioop' is deprecated:DeprecationWarning")
@pytest.mark.parametrize("face", [*LAZY, "gdviz.optimizers", "gdviz.problems"])
def test_a_face_has_what_it_names(face, monkeypatch):
    if face in FRAMEWORKS:
        monkeypatch.setenv("KERAS_BACKEND", os.environ.get("KERAS_BACKEND", "torch"))
        pytest.importorskip(FRAMEWORKS[face])
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


@pytest.mark.parametrize("name", [name for name in gdviz.__all__ if name != "__version__"])
def test_a_public_name_is_what_its_home_has(name):
    found = getattr(gdviz, name)
    assert found is getattr(importlib.import_module(gdviz._HOME[name]), name)
    assert callable(found)
    assert found.__doc__


def test_all_names_have_a_home_and_no_other_is_there():
    assert sorted(gdviz.__all__) == gdviz.__all__
    assert {*gdviz._HOME, "__version__"} == set(gdviz.__all__)
    assert gdviz.__version__.count(".") == 2
    with pytest.raises(AttributeError, match=r"module 'gdviz' has no attribute 'sove'"):
        _ = gdviz.sove


@pytest.mark.parametrize(("face", "framework"), [("keras", "Keras 3"), ("lightning", "Lightning")])
def test_a_framework_that_is_missing_is_named_with_what_installs_it(face, framework, monkeypatch):
    for module in (face, f"{face}.pytorch.callbacks"):
        monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.delitem(sys.modules, f"gdviz.{face}.callback", raising=False)
    with pytest.raises(
        ImportError, match=rf"gdviz.{face} needs {framework}, and [\w.]+ is missing; run .*install .*{face}\]'"
    ):
        _ = getattr(gdviz, face).Record
