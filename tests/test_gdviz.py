"""The package: its public names, each loaded from its home on first use."""

from importlib import import_module

import pytest

import gdviz


@pytest.mark.parametrize("name", [name for name in gdviz.__all__ if name != "__version__"])
def test_a_public_name_is_what_its_home_has(name):
    found = getattr(gdviz, name)
    assert found is getattr(import_module(gdviz._HOME[name]), name)
    assert callable(found)
    assert found.__doc__


def test_all_names_have_a_home_and_no_other_is_there():
    assert sorted(gdviz.__all__) == gdviz.__all__
    assert {*gdviz._HOME, "__version__"} == set(gdviz.__all__)
    assert gdviz.__version__.count(".") == 2
    with pytest.raises(AttributeError, match=r"module 'gdviz' has no attribute 'sove'"):
        _ = gdviz.sove
