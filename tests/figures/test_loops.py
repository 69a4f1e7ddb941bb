"""What plays for ever closes: no picture differs more from the next than others do, at the seam neither."""

from itertools import pairwise

import numpy as np
import pytest

from gdviz.analysis.pacing import Clip
from gdviz.figures import FIGURES
from gdviz.runs.run import Run
from gdviz.style.themes import LIGHT


@pytest.mark.parametrize("name", list(FIGURES))
def test_every_figure_ends_near_its_beginning(name: str, drawn: dict[str, Run]) -> None:
    figure = FIGURES[name]
    runs = [drawn[key] for key in ("bowl", "moons", "line") if not figure.fits(drawn[key])][:2]
    for run in runs:
        film = figure.film([run], LIGHT, Clip(240, 136, 10, 3.0, loops=True))
        frames = [film[index].astype(int) for index in range(len(film))]
        steps = np.array([np.abs(after - before).mean() for before, after in pairwise(frames)])
        moving = steps[steps > 0]
        if len(moving):
            assert np.abs(frames[0] - frames[-1]).mean() <= 3 * np.median(moving)
