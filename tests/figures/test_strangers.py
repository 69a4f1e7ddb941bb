"""Figures of what strangers wrote: their words are words, whatever they would be as math."""

import numpy as np
import pytest
from examples import RUNS
from matplotlib import image
from strangers import STRANGE, strange_copy

from gdviz.figures import FIGURES
from gdviz.rendering.figures import draw
from gdviz.rendering.options import styled

# Two dollar signs with what is no formula between them are the worst; the others are dealt out.
WORST = r"$\frac{$"
DEALT = [(name, words) for i, name in enumerate(FIGURES) for words in (WORST, STRANGE[i % len(STRANGE)])]


@pytest.mark.parametrize(("name", "words"), DEALT)
def test_every_figure_writes_a_strangers_words(name, words, recorded, tmp_path):
    runs = [strange_copy(recorded(run), tmp_path / run, words) for run in RUNS[name]]
    settings = {"vectors": "tangent"} if name == "descent-1d" else {}
    style = styled("light", title=None if words == WORST else words)
    made = draw(name, runs, tmp_path / "x.png", size=(240, 135), style=style, settings=settings)
    assert np.ptp(image.imread(made)) > 0.5
