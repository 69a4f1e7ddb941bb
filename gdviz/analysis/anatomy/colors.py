"""What tells the quantities of a step apart, in figures and in scenes."""

from gdviz.style.themes import Style


def colors_of(style: Style) -> dict[str, str]:
    """Return the colour of each role."""
    # Those of the first runs that small words can have.
    gradient, memory, size = (style.series[i].color for i in (1, 3, 4))
    return {"gradient": gradient, "memory": memory, "size": size, "step": style.accent}
