"""Each quantity of a step has a colour of its own."""

import pytest
from sights import SIGHTS, nearest

from gdviz.analysis.anatomy.colors import colors_of
from gdviz.style.themes import DARK, LIGHT


def test_each_role_has_a_colour_and_the_step_that_of_the_run() -> None:
    for style in (LIGHT, DARK):
        colors = colors_of(style)
        assert [*colors] == ["gradient", "memory", "size", "step"]
        assert len({*colors.values()}) == 4
        assert colors["step"] == style.accent


@pytest.mark.parametrize("sight", SIGHTS)
def test_everyone_tells_the_roles_apart_and_can_read_words_in_their_colours(sight: str) -> None:
    for style in (LIGHT, DARK):
        colors = colors_of(style).values()
        assert nearest([*colors], sight) >= 27
        assert [style.lettering(color) for color in colors] == [*colors]
