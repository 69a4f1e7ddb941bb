"""What pictures on a plane draw and say of it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from slices import path_of_three, recorded_path

from gdviz.analysis.plain_field import on_plain_field
from gdviz.analysis.trust import MARK, NONE, NOT_YET, Stretch, Trust, part_between, phrases_of, stretches_of, summary_of
from gdviz.landscapes.scale import Scale


def test_a_path_is_hollow_about_the_points_that_stray_and_has_their_depth(tmp_path: Path) -> None:
    run = recorded_path(tmp_path / "run", path_of_three())
    scale = Scale.for_contours(run.landscape.loss)
    (found,) = Trust.of([run], run.landscape).stretches
    (stretch,) = found
    assert (stretch.first, stretch.last) == (2.5, 3.5)
    # The middle of the band in which the true loss lies.
    assert abs(stretch.depth - float(scale.depth(run.loss[3]))) <= 0.5 / 18 + 1e-9
    true = recorded_path(tmp_path / "true", path_of_three(bump=0.0))
    assert not Trust.of([true], true.landscape).is_marked


def test_of_a_long_path_the_worst_of_some_rows_speaks_for_them(tmp_path: Path) -> None:
    path = np.repeat(path_of_three(), 100, axis=0)
    path[305:395, 2] = 0.0
    run = recorded_path(tmp_path / "run", path, samples=17)
    trust = Trust.of([run], run.landscape)
    firsts = [stretch.first for stretch in trust.stretches[0]]
    assert any(298 < first < 302 for first in firsts)
    assert any(392 < first < 397 for first in firsts)


def test_a_stretch_of_a_path_begins_and_ends_between_its_points() -> None:
    points, steps = np.array([[0.0, 0.0], [1.0, 2.0], [2.0, 4.0], [3.0, 6.0]]), np.arange(4.0)
    stretch = Stretch(0.5, 2.5, 0.1)
    assert part_between(points, steps, 3.0, stretch)[:, 0].tolist() == [0.5, 1, 2, 2.5]
    # Up to now, where the path has come to a point between two of its steps.
    now = np.array([[0.0, 0.0], [1.0, 2.0], [1.25, 2.5]])
    assert part_between(now, steps, 1.25, stretch)[:, 0].tolist() == [0.5, 1, 1.25]
    assert len(part_between(points[:1], steps, 0.25, stretch)) == 0


def test_words_of_one_run_are_its_numbers_at_the_step(tmp_path: Path) -> None:
    run = recorded_path(tmp_path / "run", path_of_three())
    trust = Trust.of([run], run.landscape)
    (found,) = trust.slices
    first, off, losses, mark = phrases_of(trust, [3.0], ["Three"])
    assert first == f"{100 * found.variance:.1f} % of the path's variance"
    assert off == f"{100 * found.relative[3]:.0f} % off the plane here"
    assert losses == f"loss {run.loss[3]:.2f}, slice {found.shown[3]:.4f}"
    assert mark == MARK
    assert phrases_of(trust, [11.0], ["Three"])[1] == "0 % off the plane here"
    assert summary_of(trust)[1] == f"at most {100 * found.relative[3]:.0f} % off the plane"


def test_words_of_several_runs_are_ranges_and_a_loss_each(tmp_path: Path) -> None:
    one = recorded_path(tmp_path / "one", path_of_three())
    other = recorded_path(tmp_path / "other", path_of_three(bump=0.2)).having(one.landscape.fields())
    trust = Trust.of([one, other], one.landscape)
    variance, off, losses, _ = phrases_of(trust, [3.0, 3.0], ["A", "B"])
    assert variance.endswith("% of each path's variance")
    assert " to " in variance
    assert off.endswith("% off the plane here")
    a, b = (found.loss_in_words(3) for found in trust.slices)
    assert losses == f"slice: A {a}, B {b}"
    four = Trust.of([one, other, one, other], one.landscape)
    assert len(phrases_of(four, [3.0] * 4, list("ABCD"))) == 3


def test_of_two_parameters_there_are_no_words(solved) -> None:
    trust = Trust.of([solved("bowl")], solved("bowl").landscape)
    assert (phrases_of(trust, [3.0], ["Bowl"]), summary_of(trust), trust.is_marked) == ([], [], False)
    assert list(trust.stretches) == [()]


def test_what_is_drawn_higher_on_a_relief_has_its_own_contours(tmp_path: Path) -> None:
    run = recorded_path(tmp_path / "run", path_of_three())
    (found,) = Trust.of([run], run.landscape).slices
    linear = Scale.of(run.landscape.loss, 0)
    gap = float(run.loss[3] - found.shown[3]) / (linear.high - linear.low)
    assert bool(stretches_of(found, linear, 17)) == (17 * gap > 1)
    assert not stretches_of(found, linear, int(1 / gap) - 1)
    assert pytest.approx(gap * 17) == found.gaps(linear, 17)[3]


def test_a_plain_field_has_no_losses_and_says_so(tmp_path: Path) -> None:
    run = recorded_path(tmp_path / "run", path_of_three())
    for path in (run, run.having({"params": run.params[:, :2]})):
        bare = path.having({name: path.arrays[name] for name in ("params", "loss", "step")})
        (shown,) = on_plain_field([bare])
        trust = Trust.of([shown], shown.landscape)
        assert not trust.is_marked
        said = phrases_of(trust, [3.0], ["Bowl"])
        assert said[-1] == summary_of(trust)[-1] == NONE
        assert not any("slice" in one or "hollow" in one for one in said)
        going = replace(shown, manifest={**shown.manifest, "stop": None})
        assert phrases_of(Trust.of([going], shown.landscape), [3.0], ["Bowl"])[-1] == NOT_YET
    assert Trust.of([run], run.landscape).lack == ""
