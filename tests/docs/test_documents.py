"""The examples of README and CONTRIBUTING do what they say."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

OPTIMIZER = """
from gdviz.optimizers import OPTIMIZERS, Array, Optimizer, Oracle, State, optimizer
import numpy as np
{example}
from gdviz.solving.solver import solve
run = solve("bowl", "signsgd", out={out!r})
assert run.loss[-1] < run.loss[0]
assert "signsgd" in OPTIMIZERS
"""
PROBLEM = """
import numpy as np
from gdviz.problems import PROBLEMS, Problem, problem
{example}
from gdviz.solving.gradient_check import check_gradient
from gdviz.solving.solver import solve
made = PROBLEMS["tilted-bowl"]()
assert check_gradient(made).error < 1e-8
assert abs(made.gradient(made.minima[0])).max() < 1e-12
assert solve(made, out={out!r}).loss[-1] < 1e-3
"""
FIGURE = """
from collections.abc import Sequence
import numpy as np
from gdviz.figures import FIGURES
from gdviz.figures.parts.canvas import Canvas, drawing
from gdviz.figures.figure import Painter, figure
from gdviz.figures.parts.marks import Heading
from gdviz.figures.parts.series import Curves
from gdviz.analysis.pacing import Clip
from gdviz.runs.run import Run
from gdviz.style.themes import LIGHT, Style
{example}
from gdviz.solving.solver import solve
film = FIGURES["steps"].film([solve("bowl", out={out!r})], LIGHT, Clip(320, 180, 10, 1.0))
assert film[9].shape == (180, 320, 3)
"""


SCENE = """
import sys
import numpy as np
from gdviz.analysis.comparison import method_of
from gdviz.stage.counters import Counted, Counters, count_steps
from gdviz.scenes import SCENES, SceneFile
from gdviz.stage.stage import Stage
from gdviz.style.numerals import number
{example}
from gdviz.rendering.scenes import shoot
from gdviz.solving.solver import solve
SCENES.add("gradient-norm", SceneFile("gradient-norm", "__main__", "GradientNorm", "Count the gradient down"))
shoot("gradient-norm", [solve("bowl", out={out!r}).path], {out!r} + ".png", size=(320, 180))
"""


@pytest.mark.parametrize(
    ("page", "start", "program"),
    [
        ("README.md", '@optimizer("signsgd")', OPTIMIZER),
        ("CONTRIBUTING.md", '@problem("tilted-bowl")', PROBLEM),
        ("CONTRIBUTING.md", '@figure("steps")', FIGURE),
        ("CONTRIBUTING.md", "class GradientNorm", SCENE),
    ],
)
def test_an_addition_is_as_short_as_the_page_says(page: str, start: str, program: str, tmp_path: Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.S)
    (example,) = [block for block in blocks if block.startswith(start)]
    code = program.format(example=example, out=str(tmp_path / "run"))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_recipe_is_as_short_as_contributing_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gdviz.cli.make import carry_out
    from gdviz.recipes.book import read

    (example,) = re.findall(r"```toml\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.S)
    _, found = read(f"[articles]\n{example}")
    made = list(carry_out(found["bowl-loss"], tmp_path))
    assert [item.path.name for item in made] == ["bowl", "bowl-loss.gif"]
