"""The scene of directional derivatives: its slopes against the landscape's, its picture against its own surface."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("manim")

from gdviz.scenes.directional_derivative import DirectionalDerivative

from gdviz.analysis.boxes import Share
from gdviz.runs.run import Run
from gdviz.solving.solver import solve
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK

BOX = Share(0.38, 0.02, 0.99, 0.92)
CASES = {
    "bowl": {"problem": "bowl", "start": [-2, 1]},
    "himmelblau": {"problem": "himmelblau"},
    "rosenbrock": {"problem": "rosenbrock", "optimizer": "adam"},
    "wide": {"problem": "function", "function": "exp(x) + y**2/100", "domain": [-1, 1, -20, 20], "start": [0.3, 7]},
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    home = tmp_path_factory.mktemp("slopes")
    return {name: solve(**case, lr=1e-3, steps=3, out=home / name) for name, case in CASES.items()}


def test_runs_without_a_slope_to_show_are_refused_in_words(runs: dict[str, Run], tmp_path: Path) -> None:
    def reason(problem: str, **options: Any) -> str | None:
        return DirectionalDerivative.refuse(solve(problem, out=tmp_path / "run", **{"steps": 2, **options}))

    assert DirectionalDerivative.refuse(runs["bowl"]) is None
    assert DirectionalDerivative.refuse(solve("line", steps=1, out=tmp_path / "line")) is None
    assert "3 parameters" in str(reason("rosenbrock", settings={"dimension": 3}))
    assert "1 parameter," in str(reason("parabola"))
    assert "--fields" in str(reason("bowl", fields=["update"]))
    assert "without --batch" in str(reason("line", batch=4))
    assert "without --every" in str(reason("bowl", steps=20, every=5))
    assert "took no step" in str(reason("bowl", steps=0))
    assert "zero at its start" in str(reason("bowl", start=[0, 0]))
    assert "one run" in str(DirectionalDerivative.misfit([runs["bowl"], runs["himmelblau"]]))


@pytest.mark.slow
def test_the_arrow_turns_in_a_loop_and_the_end_rests(told: Any, runs: dict[str, Run]) -> None:
    stage, _ = told(DirectionalDerivative, [runs["bowl"]])
    assert [beat.name for beat in stage.beats if beat.loops] == ["every direction"]
    assert "5.385" in stage.beats[-1].notes
    compass = next(mobject for mobject in stage.mobjects if hasattr(mobject, "diorama"))
    assert compass.diorama.first == compass.diorama.last, "the camera stands"
    end = stage.renderer.snapshot()[..., :3]
    assert (np.abs(end.astype(int) - 255 * rgb(DARK.accent)).max(axis=-1) < 40).sum() > 200
