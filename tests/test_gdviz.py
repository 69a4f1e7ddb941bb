"""The packages that show names of other modules: complete, and loaded when they are asked for."""

import ast
import importlib
import inspect
import os
import sys
from pathlib import Path

import pytest

import gdviz
from gdviz.rendering.finish import Finishing
from gdviz.solving.choices import Choices

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
    with pytest.raises(AttributeError, match=r"module 'gdviz' has no attribute 'sove'; did you mean 'solve'"):
        _ = gdviz.sove


def test_what_one_can_type_after_the_dot_is_the_public_names():
    assert dir(gdviz) == sorted({*gdviz.__all__, "keras", "lightning"})
    for name in LAZY[1:]:
        module = importlib.import_module(name)
        assert dir(module) == sorted(module.__all__)


SHOWN = {
    "solve": {"problem", "optimizer", "out", *Choices.__annotations__},
    "draw": {"runs", "size", "fps", "seconds", "theme", "style", *Finishing.__annotations__},
    "shoot": {"runs", "size", "fps", "section", "theme", "style", *Finishing.__annotations__},
    "explore": {"runs", "theme", "palette", "title"},
    "record": {"out", "loss", "optimizer", "data", "live"},
    "landscape": {"of", "loss", "plane", "samples"},
    "sweep": {"tasks", "executor", "home"},
}


@pytest.mark.parametrize("name", SHOWN)
def test_a_signature_shows_every_option_and_hides_none(name):
    parameters = inspect.signature(getattr(gdviz, name)).parameters
    assert SHOWN[name] <= parameters.keys()
    assert not [one for one in parameters.values() if one.kind in (one.VAR_KEYWORD, one.VAR_POSITIONAL)]


@pytest.mark.parametrize("name", SHOWN)
def test_an_editor_completes_the_options_without_running_anything(name):
    jedi = pytest.importorskip("jedi")
    (seen,) = jedi.Script(f"import gdviz\ngdviz.{name}(").get_signatures()
    assert SHOWN[name] <= {one.name for one in seen.params}


@pytest.mark.parametrize(("face", "framework"), [("keras", "Keras 3"), ("lightning", "Lightning")])
def test_a_framework_that_is_missing_is_named_with_what_installs_it(face, framework, monkeypatch):
    for module in (face, f"{face}.pytorch.callbacks"):
        monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.delitem(sys.modules, f"gdviz.{face}.callback", raising=False)
    with pytest.raises(
        ImportError, match=rf"gdviz.{face} needs {framework}, and [\w.]+ is missing; run .*install .*{face}\]'"
    ):
        _ = getattr(gdviz, face).Record
