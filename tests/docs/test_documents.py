"""The examples of README and CONTRIBUTING do what they say."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRIBUTING = ROOT / "CONTRIBUTING.md"

SIGNSGD = """
from gdviz.optimizers import OPTIMIZERS, Array, Optimizer, Oracle, State, optimizer
import numpy as np
{example}
from gdviz.solving.solver import solve
run = solve("bowl", "signsgd", out={out!r})
assert run.loss[-1] < run.loss[0]
assert "signsgd" in OPTIMIZERS
"""
SIGNUM = """
{example}
from gdviz.solving.solver import solve
run = solve("bowl", "signum", steps=2, out={out!r})
first = np.array(run.gradient[0])
assert np.allclose(run.state["velocity"][0], 0.1 * first)
from gdviz.analysis.momentum import buffer_of
assert buffer_of(run) == "velocity"
lines = _signum_ledger(Recorded.of(run, 1))
assert [line.name for line in lines] == ["g", "v", r"\\Delta", r"\\theta"]
assert np.allclose(lines[1].value, run.state["velocity"][1])
assert np.allclose(lines[3].value, run.params[2])
import gdviz
gdviz.draw("anatomy", [run], {out!r} + ".png", size=(480, 270))
assert np.allclose(run.arrays["update"][0], -run.arrays["learning_rate"][0] * np.sign(first))
"""
PROBLEM = """
{example}
from gdviz.problems import PROBLEMS
from gdviz.solving.gradient_check import check_gradient
from gdviz.solving.solver import solve
made = PROBLEMS["tilted-bowl"]()
assert check_gradient(made).error < 1e-8
assert abs(made.gradient(made.minima[0])).max() < 1e-12
assert solve(made, out={out!r}).loss[-1] < 1e-3
"""
FIGURE = """
{example}
from gdviz.figures import FIGURES
from gdviz.solving.solver import solve
from gdviz.style.themes import LIGHT
film = FIGURES["steps"].film([solve("bowl", out={out!r})], LIGHT, Clip(320, 180, 10, 1.0))
assert film[9].shape == (180, 320, 3)
assert film[0].std() > 0
"""
SCENE = """
{example}
import sys
from gdviz.scenes import SCENES, SceneFile
from gdviz.rendering.scenes import shoot
from gdviz.solving.solver import solve
SCENES.add("gradient-norm", SceneFile("gradient-norm", "__main__", "GradientNorm", "Follow the gradient"))
shoot("gradient-norm", [solve("bowl", out={out!r}).path], {out!r} + ".png", size=(320, 180))
"""
FORMAT = """
{example}
import gdviz
from PIL import Image
run = gdviz.solve("bowl", steps=20, out={out!r})
made = gdviz.draw("contour", [run], {out!r} + ".jpg", size=(320, 180))
with Image.open(made) as picture:
    assert (picture.format, picture.size) == ("JPEG", (320, 180))
"""
MODEL = """
{example}
import gdviz
x = np.linspace(0, 1, 9)
y = 2 * np.exp(-x)
def loss(p):
    return np.mean((p[..., :1] * np.exp(p[..., 1:] * x) - y) ** 2, axis=-1)
p = np.array([1.0, 1.0])
with gdviz.record({out!r}, loss=loss, domain=(-1, 3, -3, 2), data=(x, y), model="exponential") as recording:
    for _ in range(50):
        recording.step(p)
        grown = np.exp(p[1] * x)
        off = 2 * (p[0] * grown - y) / len(x)
        p = p - 0.1 * np.array([off @ grown, off @ (p[0] * x * grown)])
run = gdviz.load({out!r})
assert run.loss[-1] < run.loss[0]
assert gdviz.draw("fit", [run], {out!r} + ".png", size=(480, 270)).exists()
"""
PALETTE = """
{example}
import gdviz
for theme in ("light", "dark"):
    assert set(gdviz.styled(theme, palette="dusk").relief) == set(PALETTES["dusk"])
"""


def blocks(page: Path, language: str, fence: str = "```") -> list[str]:
    return re.findall(
        rf"^{fence}{language}\n(.*?)^{fence}$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )


@pytest.mark.parametrize(
    ("page", "what", "program"),
    [
        ("README.md", '@optimizer("signsgd")', SIGNSGD),
        ("CONTRIBUTING.md", '@optimizer("signum")', SIGNUM),
        ("CONTRIBUTING.md", '@problem("tilted-bowl")', PROBLEM),
        ("CONTRIBUTING.md", '@figure("steps")', FIGURE),
        ("CONTRIBUTING.md", "class GradientNorm", SCENE),
        ("CONTRIBUTING.md", "add_format(", FORMAT),
        ("CONTRIBUTING.md", "MODELS.add", MODEL),
        ("CONTRIBUTING.md", "PALETTES.add", PALETTE),
        ("CONTRIBUTING.md", "speaking(", "{example}"),
    ],
)
def test_an_addition_is_as_short_as_the_page_says(page: str, what: str, program: str, tmp_path: Path) -> None:
    (example,) = [block for block in blocks(ROOT / page, "python") if what in block]
    code = program.format(example=example, out=str(tmp_path / "run"))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_an_addition_needs_few_imports() -> None:
    for block in blocks(CONTRIBUTING, "python"):
        assert len(re.findall(r"^(?:from|import) gdviz", block, re.MULTILINE)) <= 2


def test_every_python_example_is_carried_out() -> None:
    (carried_out,) = test_an_addition_is_as_short_as_the_page_says.pytestmark
    assert len(blocks(CONTRIBUTING, "python")) == len([one for one in carried_out.args[1] if one[0] != "README.md"])


def test_a_recipe_is_as_short_as_contributing_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gdviz.cli.make import make_recipe
    from gdviz.recipes.book import read

    (example,) = blocks(CONTRIBUTING, "toml")
    _, found = read(f"[articles]\n{example}")
    made = list(make_recipe(found["bowl-loss"], tmp_path))
    assert [item.path.name for item in made] == ["bowl", "bowl-loss.gif"]


def test_a_page_is_as_short_as_contributing_says(hooks, tmp_path: Path) -> None:
    (example,) = blocks(CONTRIBUTING, "markdown", "````")
    hooks.carry_out(hooks.steps_of(example), tmp_path / "page", "slow.md")
    (shown,) = re.findall(r"!\[[^]]*\]\(([^)]+)\)", example)
    assert (tmp_path / "page" / shown).is_file()
