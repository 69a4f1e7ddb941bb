"""Whatever gdviz offers shows by an example how it is used, and the example does what it shows."""

import doctest
import importlib

import pytest

import gdviz

OFFERED = sorted(set(gdviz.__all__) - {"__version__"})


@pytest.mark.parametrize("name", OFFERED)
def test_what_is_offered_does_what_its_example_shows(name, put, tmp_path, monkeypatch):
    if name == "shoot":
        pytest.importorskip("manim")
    monkeypatch.chdir(tmp_path)
    offered = getattr(gdviz, name)
    (example,) = doctest.DocTestFinder(recurse=False).find(offered, name, globs={"gdviz": gdviz})
    assert example.examples, f"gdviz.{name} shows no example"
    said: list[str] = []
    results = doctest.DocTestRunner().run(example, out=said.append)
    assert not results.failed, "".join(said)
    assert max(len(line) for shown in example.examples for line in shown.source.splitlines()) <= 68, "too wide to read"


def test_an_example_needs_nothing_but_gdviz_and_what_it_imports():
    for name in OFFERED:
        module = importlib.import_module(gdviz._HOME[name])
        assert getattr(module, name) is getattr(gdviz, name)
