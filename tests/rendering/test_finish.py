"""The look of a picture is given by its words or as a style, and not as both."""

import inspect

import pytest
from houses import write_house

from gdviz.rendering.finish import Finish, Finishing
from gdviz.rendering.options import styled


def test_words_make_a_style():
    assert Finish(palette="viridis", title="A bowl", font="").look(None, "dark", "light") == styled(
        "dark", palette="viridis", title="A bowl"
    )
    assert Finish().look(None, None, "dark") == styled("dark")


def test_a_file_of_colours_is_the_style_of_its_theme_with_the_words(tmp_path):
    house = write_house(tmp_path)
    assert Finish(title="A bowl").look(house, "light", "dark") == styled("light", style=house, title="A bowl")
    assert Finish().look(str(house), None, "dark").background == "#0d1710"


def test_a_style_is_taken_as_it_is():
    style = styled("dark", title="A bowl")
    assert Finish().look(style, None, "light") is style


@pytest.mark.parametrize(
    ("words", "theme", "named"),
    [({"palette": "viridis"}, None, "palette"), ({"title": ""}, None, "title"), ({}, "dark", "theme")],
)
def test_what_a_style_decides_is_not_decided_twice(words, theme, named):
    with pytest.raises(ValueError, match=rf"^the style decides the {named} already; leave it out, or give it to gdviz"):
        Finish(**words).look(styled(), theme, "light")


def test_the_encoder_is_told_the_rest():
    assert Finish().encoding == {"once": False, "max_bytes": None}
    assert Finish(once=True, report=print).encoding == {"once": True, "max_bytes": None, "report": print}


def test_what_is_typed_after_others_is_what_it_takes():
    taken = inspect.signature(Finish).parameters
    assert Finishing.__annotations__ == {name: one.annotation for name, one in taken.items()}
