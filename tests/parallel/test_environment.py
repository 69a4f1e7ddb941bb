"""Whose bytes would be others is told with what to install; what an order does not need is not asked for."""

import sys

import pytest

from gdviz.parallel.environment import environment, environment_here, unlike
from gdviz.version import __version__

HERE = {"gdviz": "0.3.0", "Python": "3.12", "system": "posix", "numpy": "2.3.1"}


def test_an_environment_names_what_is_there() -> None:
    found = environment(("numpy", "no-such-package"))
    assert found.keys() == {"gdviz", "Python", "system", "numpy"}
    assert found["gdviz"] == __version__


@pytest.mark.parametrize("is_loaded", [False, True])
def test_manim_counts_where_it_is_loaded(is_loaded: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("manim")
    if not is_loaded:
        monkeypatch.delitem(sys.modules, "manim")
    assert ("manim" in environment_here()) == is_loaded


@pytest.mark.parametrize(
    ("there", "told"),
    [
        (HERE, ""),
        ({**HERE, "more": "1.0"}, ""),
        ({}, "has no gdviz; type there: pip install 'gdviz[cluster]==0.3.0'"),
        (
            {**HERE, "gdviz": "0.2.0", "numpy": "2.1.0"},
            "has gdviz 0.2.0, numpy 2.1.0, and this process gdviz 0.3.0, numpy 2.3.1, so that bytes would differ; "
            "type there: pip install 'gdviz==0.3.0' 'numpy==2.3.1'",
        ),
        (
            {name: known for name, known in HERE.items() if name != "numpy"},
            "has no numpy, and this process numpy 2.3.1, so that bytes would differ; type there: "
            "pip install 'numpy==2.3.1'",
        ),
        (
            {**HERE, "Python": "3.13"},
            "has Python 3.13, and this process Python 3.12, so that bytes would differ; start workers in an "
            "environment such as this one",
        ),
    ],
)
def test_a_difference_is_told_with_what_to_type(there: dict[str, str], told: str) -> None:
    assert unlike(HERE, there) == told
