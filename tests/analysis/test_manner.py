"""How paths go, against closed forms: gradient descent on a parabola, powers of a matrix, random walks."""

import numpy as np
import pytest

import gdviz
from gdviz.analysis.manner import Manner, manner_of


def height(point):
    """Return the height of a round bowl at a point."""
    return float(np.sum(np.square(point)))


@pytest.fixture
def walked(tmp_path):
    """Return a function that records a path, with a landscape of the bowl around it."""

    def walk(points, known=None):
        function = None if known else height
        with gdviz.record(tmp_path / "run", loss=function, lr=0.1) as recording:
            for point in points:
                recording.step(np.asarray(point, float), known(point) if known else None)
        return gdviz.load(tmp_path / "run")

    return walk


def solved(function, out, **how):
    """Return the run of gradient descent down a function of one's own."""
    return gdviz.solve(gdviz.specify(None, function=function, **how), out=out)


def powers(ratio, angle, start, count=40):
    """Return start times the powers of a rotation by an angle in degrees, each so much shorter."""
    turn = ratio * np.exp(1j * np.radians(angle))
    return [((start * turn**k).real, (start * turn**k).imag) for k in range(count)]


@pytest.mark.parametrize(
    ("ratio", "manner"),
    # A step multiplies the distance from the minimum by the ratio 1 - lr L: below nought it goes past it.
    [
        (0.9, "straight"),
        (0.0, "straight"),
        (-0.05, "straight"),
        (-0.15, "zigzags"),
        (-0.9, "zigzags"),
        (-1.2, "leaves"),
    ],
)
def test_on_a_parabola_the_ratio_of_a_step_says_it(ratio, manner, tmp_path):
    run = solved("x**2", tmp_path / "run", domain=[-2, 2], start=[1.5], lr=(1 - ratio) / 2, steps=30)
    assert manner_of(run) == manner


def test_the_axis_that_is_steepest_zigzags(tmp_path):
    valley = {"domain": [-2, 2, -1, 1], "start": [1.8, 0.7], "steps": 30}
    ways = {lr: manner_of(solved("x**2 + 10*y**2", tmp_path / str(lr), lr=lr, **valley)) for lr in (0.02, 0.09, 0.12)}
    # Stable below 2 / 20, and past the valley's bottom from 1 / 20 on.
    assert ways == {0.02: Manner.CURVES, 0.09: Manner.ZIGZAGS, 0.12: Manner.LEAVES}


@pytest.mark.parametrize(("angle", "manner"), [(0, "straight"), (4, "curves"), (20, "spirals"), (-35, "spirals")])
def test_powers_of_a_rotation_spiral_once_they_have_turned_around(angle, manner, walked):
    assert manner_of(walked(powers(0.9, angle, 1.0))) == manner


@pytest.mark.parametrize(("friction", "manner"), [(0.9, "swings"), (0.2, "straight")])
def test_a_ball_with_momentum_swings_where_its_roots_are_complex(friction, manner, tmp_path):
    # x'' is damped below critical where friction > (1 - sqrt(lr L))^2 = 0.47.
    run = gdviz.solve("parabola", "momentum", settings={"momentum": friction}, lr=0.05, steps=60, out=tmp_path / "run")
    assert manner_of(run) == manner


def test_a_random_walk_of_batches_wanders_and_one_of_whole_steps_does_not(walked):
    noise = np.random.default_rng(3).normal(scale=0.2, size=(60, 2))
    down = np.linspace([2.0, 1.0], [0.1, 0.0], 60)
    recorded = walked(down + noise)
    assert manner_of(recorded) not in (Manner.WANDERS, Manner.ZIGZAGS)
    run = recorded.having({"batch_loss": recorded.loss[1:]})
    assert manner_of(run) == Manner.WANDERS


def test_rest_is_a_stall_where_there_is_lower_ground_beside_and_a_local_minimum_where_there_is_none(tmp_path):
    at_saddle = gdviz.solve("saddle", start=[1.0, 0.0], lr=0.2, steps=80, out=tmp_path / "saddle")
    assert manner_of(at_saddle) == Manner.STALLS
    on_plain = gdviz.solve("easom", start=[0.1, -1.0], steps=30, out=tmp_path / "easom")
    assert manner_of(on_plain) == Manner.STALLS
    in_dip = gdviz.solve("ackley", steps=60, out=tmp_path / "ackley")
    assert manner_of(in_dip) == Manner.SETTLES
    dip = {"function": "x**4 - 4*x**2 + x", "domain": [-2, 2], "lr": 0.02, "steps": 60}
    assert manner_of(solved(**dip, start=[1.9], out=tmp_path / "high")) == Manner.SETTLES
    assert manner_of(solved(**dip, start=[-1.9], out=tmp_path / "low")) != Manner.SETTLES


def test_where_it_began_lowest_it_stands(tmp_path):
    run = gdviz.solve("bowl", start=[0.0, 0.0], steps=3, out=tmp_path / "run")
    assert manner_of(run) == Manner.STANDS


def test_of_every_second_step_no_zigzag_can_be_told(tmp_path):
    run = gdviz.solve("bowl", every=2, steps=30, out=tmp_path / "run")
    assert manner_of(run) == Manner.DESCENDS


def test_without_a_landscape_in_many_parameters_steps_still_say_it(walked):
    steep = np.array([1.0, 0.3, 0.2, 0.1])
    points = [steep * np.array([-0.8, 0.95, 0.95, 0.95]) ** k for k in range(30)]
    run = walked(points, known=height)
    assert "surface.loss" not in run.arrays
    assert manner_of(run) == Manner.ZIGZAGS
