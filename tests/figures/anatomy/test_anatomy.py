"""The anatomy of a step: its arrows end where the run goes, and its words stand where they can be read."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from closeups import only

from gdviz.analysis.pacing import Clip
from gdviz.figures import FIGURES
from gdviz.figures.anatomy.closeup import CloseUp
from gdviz.figures.anatomy.column import Pointer
from gdviz.runs.run import Run
from gdviz.solving.solver import solve
from gdviz.style.colors import rgb
from gdviz.style.themes import LIGHT

CLIP = Clip(480, 270, 25, 6.0)
Make = Callable[..., Run]


def test_the_ball_is_painted_where_the_run_is(made: Make, parts: list[Any]) -> None:
    run, clip = made("adam", "bowl"), Clip(800, 450, 25, 6)
    film = FIGURES["anatomy"].film([run], LIGHT, clip, count=1)
    for index, row in ((0, 0), (149, 1)):
        x, y = only(parts, CloseUp).axes.transData.transform(run.params[row])
        pixel = film[index][450 - round(y), round(x)]
        np.testing.assert_allclose(pixel, 255 * rgb(LIGHT.accent), atol=12)


@pytest.mark.parametrize(("first", "numbers"), [(1, [1, 2, 3]), (7, [7, 8, 9]), (24, [24, 25])])
def test_the_counter_shows_the_true_steps(first: int, numbers: list[int], made: Make, parts: list[Any]) -> None:
    run = made("adam")
    FIGURES["anatomy"].film([run], LIGHT, CLIP, first=first, count=3)
    (counter,) = parts[1].artists
    seen = []
    for moment in CLIP.moments([run]):
        parts[1].show(moment)
        seen.append(counter.get_text())
    assert list(dict.fromkeys(seen)) == [f"step {number}" for number in numbers]


def test_a_first_step_after_the_last_is_refused_in_words(made: Make) -> None:
    with pytest.raises(ValueError, match=r"there is no step 26 in .*, which took 25 steps; try --set first=25"):
        FIGURES["anatomy"].film([made("gd")], LIGHT, CLIP, first=26)
    with pytest.raises(ValueError, match=r"first=0 is not a whole number in \[1, inf\)"):
        FIGURES["anatomy"].film([made("gd")], LIGHT, CLIP, first=0)
    with pytest.raises(ValueError, match=r"count=2.5 is not a whole number"):
        FIGURES["anatomy"].film([made("gd")], LIGHT, CLIP, count=2.5)
    runs = [made(name) for name in ("gd", "adam", "momentum", "lion")]
    with pytest.raises(ValueError, match="room for 3 runs, not 4; give fewer"):
        FIGURES["anatomy"].film(runs, LIGHT, CLIP)


def test_runs_whose_steps_cannot_be_followed_are_refused_in_words(made: Make, drawn: dict[str, Run]) -> None:
    fits = FIGURES["anatomy"].fits
    assert fits(drawn["thinned"]) == "it keeps only some of its steps; solve it again without --every"
    assert fits(drawn["no-step"]) == "it has not taken a step"
    assert fits(drawn["blobs"]) == "it has 3 parameters, and the arrows of a step need two"
    assert fits(drawn["parabola"]) == "it has one parameter, and a surface needs two"
    bare = made("gd", fields=["update"])
    assert fits(bare) == "its gradients were not recorded; solve it again without --fields"


def test_the_pace_has_no_part_in_it(made: Make) -> None:
    run = made("adam")
    even, arc = (FIGURES["anatomy"].film([run], LIGHT, Clip(320, 180, 10, 4, pace)) for pace in ("step", "arc"))
    assert (even[12] == arc[12]).all()


def test_a_diverging_run_is_drawn_to_its_last_step(tmp_path: Path, parts: list[Any]) -> None:
    run = solve("rosenbrock", "gd", lr=0.02, steps=60, out=tmp_path / "away")
    assert run.diverged
    film = FIGURES["anatomy"].film([run], LIGHT, CLIP, first=run.steps, count=3)
    assert film[0].shape == film[149].shape == (270, 480, 3)
    axes, scape = only(parts, CloseUp).axes, run.landscape
    assert np.ptp(axes.get_xlim()) < 3 * np.ptp(scape.x)


def test_a_step_that_stays_where_it_is_is_drawn(made: Make, parts: list[Any]) -> None:
    run = made("newton", "bowl", 5)
    assert (run.arrays["update"][3] == 0).all()
    assert FIGURES["anatomy"].film([run], LIGHT, CLIP, first=4)[149].shape == (270, 480, 3)


def test_pages_of_vectors_have_their_words_as_words(made: Make, tmp_path: Path) -> None:
    film = FIGURES["anatomy"].film([made("adam", "bowl")], LIGHT, CLIP)
    before = film[149].copy()
    for index, name in ((0, "blank"), (149, "told")):
        film.print(index, tmp_path / f"{name}.svg")
    blank, told = ((tmp_path / f"{name}.svg").read_text() for name in ("blank", "told"))
    assert blank.count("<image") == told.count("<image") == 0
    for words in ("= (−3.250, 1.750) + (0.249, −0.249)", "(−3.37, 9.34)"):
        assert f"<!-- {words} -->" in told
        assert words not in blank
    assert (film[149] == before).all()


def test_no_frame_cuts_from_a_filled_board_to_an_empty_one(made: Make) -> None:
    run, clip = made("adam", "bowl"), Clip(480, 270, 25, 12)
    film = FIGURES["anatomy"].film([run], LIGHT, clip)
    seen = [film[index].astype(int) for index in range(130, 160)]
    steps = [np.abs(one - other).sum() for one, other in pairwise(seen)]
    assert max(steps) < 0.6 * np.abs(seen[0] - seen[-1]).sum()


def test_all_lines_of_a_ledger_have_their_numbers_or_none(made: Make, parts: list[Any]) -> None:
    for size in ((800, 450), (640, 480), (540, 540), (450, 800), (400, 225)):
        FIGURES["anatomy"].painter([made("adam", "bowl")], LIGHT, Clip(*size, 10, 2.0))
        column = only(parts, Pointer).column
        numbered = {column._numbered(line) for line in column.lines if line.words}
        assert len(numbered) == 1
