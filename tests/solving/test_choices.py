"""The keywords of specify, once more as types."""

import inspect

import gdviz
from gdviz.solving.choices import Choices


def test_they_are_those_of_specify():
    taken = {name: one.annotation for name, one in inspect.signature(gdviz.specify).parameters.items()}
    assert Choices.__annotations__ == {
        name: kind for name, kind in taken.items() if name not in ("problem", "optimizer")
    }
