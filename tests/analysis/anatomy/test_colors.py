"""Each quantity of a step has a colour of its own."""

from gdviz.analysis.anatomy.colors import colors_of
from gdviz.style.themes import DARK, LIGHT


def test_each_role_has_a_colour_and_the_step_that_of_the_run() -> None:
    for style in (LIGHT, DARK):
        colors = colors_of(style)
        assert [*colors] == ["gradient", "memory", "size", "step"]
        assert len({*colors.values()}) == 4
        assert colors["step"] == style.accent
