"""Files of parts of one's own, for those who test that they are known everywhere."""

import pytest

PROBLEM = """\
import numpy as np

from gdviz.problems import Problem, problem


@problem("tilted")
def tilted() -> Problem:
    \"\"\"Minimise a tilted bowl.\"\"\"
    return Problem(
        title="Tilted bowl",
        formula="x^2 + (x + y)^2",
        parameters=("x", "y"),
        value=lambda p: p[..., 0] ** 2 + (p[..., 0] + p[..., 1]) ** 2,
        gradient=lambda p: np.stack([4 * p[..., 0] + 2 * p[..., 1], 2 * (p[..., 0] + p[..., 1])], axis=-1),
        domain=np.array([[-2.0, 2.0], [-2.0, 2.0]]),
        start=np.array([1.0, 1.5]),
        lr=0.1,
        stride=0.1,
        steps=12,
    )
"""
OPTIMIZER = """\
import numpy as np

from gdviz.optimizers import Optimizer, optimizer


@optimizer("own-sign")
def own_sign() -> Optimizer:
    \"\"\"Step by the sign of the gradient.\"\"\"
    return Optimizer(
        title="Own sign",
        formula="s",
        scale="stride",
        gain=0.5,
        init=lambda params: {},
        update=lambda oracle, params, state, lr: (params - lr * np.sign(oracle.gradient(params)), {}),
    )
"""
FIGURE = """\
import numpy as np

from gdviz.figures.parts import Canvas, Curves, Heading, drawing, figure


@figure("own-steps")
def own_steps(runs, style, clip):
    \"\"\"Draw the length of every step.\"\"\"
    looks = [style.look_of(i, len(runs)) for i in range(len(runs))]
    lengths = [np.linalg.norm(run.arrays["update"], axis=1) for run in runs]
    with drawing(style):
        canvas = Canvas(clip, style)
        axes = canvas.axes(0.1, 0.13, 0.96, 0.76)
        return canvas.painter([Heading(canvas, runs), Curves(axes, runs, lengths, looks, style, "Length")])
"""
SCENE = """\
from gdviz.stage import Counters, Stage, count_steps


class OwnStory(Stage):
    \"\"\"Count the steps.\"\"\"

    example = (("bowl --steps 4", "renders/runs/bowl"),)

    def construct(self) -> None:
        self.beat("all", "They are counted.")
        counters = Counters(self, count_steps(self))
        self.say("Steps.", counters.appear())
        self.run_clock(1.0)
"""
FORMAT = """\
from pathlib import Path

from gdviz.encode.formats import Format, add_format


def write_raw(path: Path, film, options, progress) -> None:
    path.write_bytes(film[-1].tobytes())
    progress(len(film))


add_format(Format(".rgb", write_raw, transparent=False, place=90))
"""
RECIPES = """\
[runs]
own-run = "solve tilted -O own-sign --steps 3"

[recipes.own-loss]
line = "Draw a loss"
see = "It falls."
pictures."own-loss.png" = "figure loss {own-run} --size 160x90"
"""


@pytest.fixture
def put(tmp_path, monkeypatch):
    """Return a function from the name of a file and its text to its path; what is loaded of it is forgotten again."""
    import sys

    from gdviz.extensions import loading

    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(loading, "_complete", True)
    before = dict(loading._loaded)

    def write(name, *texts):
        path = tmp_path / name
        path.write_text("\n".join(texts), encoding="utf-8")
        return path

    yield write
    for extension in [one for one in loading._loaded if one not in before]:
        loading.forget(extension)
