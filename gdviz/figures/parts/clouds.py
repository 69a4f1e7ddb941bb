"""A quantity of each run against the step: as a curve, or where it is noisy as dots about their running median."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from gdviz.analysis.pacing import Moment
from gdviz.analysis.quantities import Quantity, axis_of, smoothed, window_for
from gdviz.analysis.series import bounded
from gdviz.figures.parts.series import Curves
from gdviz.languages import said
from gdviz.runs.run import Run
from gdviz.style.colors import mix
from gdviz.style.themes import Series, Style

# Of each run at most so many dots are drawn, every k-th; up to the second number they are larger.
DOTS, FEW = 1500, 300


class Clouds:
    """The curves of one quantity of several runs, with the dots that they are the running median of.

    Attributes
    ----------
    lines
        What each curve is drawn through.
    window
        Over how many values the running median is taken; none where no dots are drawn.
    """

    def __init__(
        self,
        axes: Axes,
        runs: Sequence[Run],
        quantities: Sequence[Quantity],
        looks: Sequence[Series],
        style: Style,
    ) -> None:
        noisy = [quantity for quantity in quantities if quantity.is_noisy]
        self.window = window = window_for(max(len(quantity.values) for quantity in noisy)) if noisy else 0
        self.lines = [smoothed(quantity, window) for quantity in quantities]
        shown, values = [line.run for line in self.lines], [line.values for line in self.lines]
        # Dashes would be lost in the noise.
        solid = [
            replace(look, dash=()) if quantity.is_noisy else look
            for look, quantity in zip(looks, quantities, strict=True)
        ]
        title, along = quantities[0].title, axis_of(quantities, self.lines)
        self._curves = Curves(axes, shown, values, solid, style, title, along=along)
        axes.set_xlim(0, max(*(run.steps for run in runs), 1))
        if noisy:
            axes.set_xlabel(said("step; line: median of {count} values", count=window), color=style.muted)
        self._clouds = []
        for index, (quantity, look) in enumerate(zip(quantities, looks, strict=True)):
            if quantity.is_noisy:
                rows = slice(None, None, -(-len(quantity.values) // DOTS))
                size = 3.2 if len(quantity.values) <= FEW else 2.2
                mark: dict[str, Any] = {"ls": "", "marker": "o", "ms": size, "mew": 0}
                dots = axes.add_line(Line2D([], [], color=mix(look.color, style.background, 0.6), zorder=1.5, **mark))
                self._clouds.append((index, dots, np.array(quantity.run.step[rows]), bounded(quantity.values[rows])))
        self.artists: tuple[Artist, ...] = (*(dots for _, dots, _, _ in self._clouds), *self._curves.artists)

    def show(self, moment: Moment) -> None:
        """Show the dots and the curves so far."""
        for index, dots, steps, values in self._clouds:
            count = int(np.searchsorted(steps, moment.steps[index], side="right"))
            dots.set_data(steps[:count], values[:count])
        self._curves.show(moment)
