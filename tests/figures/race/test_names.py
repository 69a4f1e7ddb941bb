"""Names stand beside their heads and out of each other's way."""

import numpy as np

from gdviz.analysis.placement import overlap
from gdviz.figures.race.names import HEIGHT, OFF, beside, choose_slots, fade_out


def test_a_name_in_the_way_of_one_that_ends_better_fades_out_and_comes_back() -> None:
    shares = np.linspace(0, 1, 361)
    passing = np.stack([200 * shares, np.full(361, 50.0)], axis=-1)
    centres = np.stack([np.full((361, 2), [100.0, 50.0]), passing], axis=1)
    first, second = fade_out(centres, np.full((361, 2), 10.0), order=[0, 1])
    assert (first == 1).all()
    assert (second[np.abs(passing[:, 0] - 100) < 12] == 0).all()
    assert second[0] == second[-1] == 1
    assert np.abs(np.diff(second)).max() < 0.12


FRAME = np.array([[0.0, 0.0], [200.0, 100.0]])


def test_a_name_stands_off_its_head_and_stays_in_the_frame() -> None:
    heads, widths = np.array([[100.0, 50.0], [195.0, 98.0]]), np.array([40.0, 40.0])
    right = beside(heads, widths, np.array([1.0, 0.0]), np.array([1.0, 0.0]), np.zeros(2), FRAME)
    np.testing.assert_allclose(right, [[100 + OFF + 20, 50], [180, 100 - HEIGHT / 2]])
    above = beside(heads[:1], widths[:1], np.array([0.0, 1.0]), np.array([0.0, -1.0]), np.array([0.25]), FRAME)
    np.testing.assert_allclose(above, [[100, 50 + 0.5 * HEIGHT]])


def test_lone_names_take_the_first_place_and_near_ones_go_apart() -> None:
    heads = np.linspace([20.0, 50.0], [120.0, 50.0], 9)[:, None]
    ways = np.linspace(0, 1, 9)[:, None]
    nowhere = np.full((1, 2), -500.0)
    (lone,) = choose_slots(heads, np.full((9, 1), 40.0), ways, FRAME, nowhere)
    assert [slot.tolist() for slot in lone] == [[1.0, 0.0], [1.0, 0.0]]
    two = np.concatenate([heads, heads + np.array([0.0, 4.0])], axis=1)
    widths, both = np.full((9, 2), 40.0), np.repeat(ways, 2, axis=1)
    slots = choose_slots(two, widths, both, FRAME, nowhere)
    places = [beside(two[:, i], widths[:, i], *slots[i], both[:, i], FRAME) for i in (0, 1)]
    half = np.array([20.0, HEIGHT / 2])
    assert (overlap(places[0], half, places[1], half) == 0).all()
