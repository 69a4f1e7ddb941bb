"""A page of vectors on another."""

import re
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure

from gdviz.figures.parts.inset import Inset


def test_an_inset_draws_what_its_page_holds_so_far_from_the_corner(tmp_path: Path) -> None:
    inner, whole = Figure((1, 1), dpi=72), Figure((3, 2), dpi=72)
    inner.text(0.5, 0.5, "a word", fontsize=8)
    axes = inner.add_axes((0.2, 0.2, 0.5, 0.5))
    axes.plot([0, 1], [0, 1], marker="o")
    axes.scatter([0.2, 0.4], [0.8, 0.9])
    axes.imshow(np.eye(3), extent=(0, 1, 0, 1))
    FigureCanvasAgg(inner)
    whole.add_artist(Inset(inner, 100, 40))
    agg = RendererAgg(216, 144, 72)
    whole.draw(agg)
    alone = RendererAgg(72, 72, 72)
    inner.draw(alone)
    (got, want) = (np.asarray(one.buffer_rgba()).astype(int) for one in (agg, alone))
    inset = got[144 - 40 - 72 : 144 - 40, 100:172]
    assert np.abs(inset - want).mean() < 1.0
    assert (got[: 144 - 40 - 72, :100, :3] == 255).all()
    whole.savefig(tmp_path / "a.svg", metadata={"Date": None})
    assert len(re.findall("clipPath", (tmp_path / "a.svg").read_text())) >= 2
