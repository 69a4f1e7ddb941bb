"""Names stand beside their heads and out of each other's way."""

import numpy as np
import pytest

from gdviz.analysis.placement import overlap
from gdviz.figures.race.names import (
    HEIGHT,
    OFF,
    RADIUS,
    SAMPLES,
    beside,
    cheapest_way,
    choose_slots,
    fade_out,
    leader,
)


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
    right = beside(heads, widths, np.array([1.0, 0.0]), FRAME)
    np.testing.assert_allclose(right, [[100 + OFF + 20, 50], [180, 100 - HEIGHT / 2]])
    above = beside(heads[:1], widths[:1], np.array([[0.0, 0.5]]), FRAME)
    np.testing.assert_allclose(above, [[100, 50 + 0.5 * HEIGHT]])


def test_a_name_that_stands_off_has_a_leader_from_the_rim_of_its_head_to_its_box() -> None:
    ends, shown = leader(np.array([100.0, 50.0]), np.array([100.0, 90.0]), 40.0)
    np.testing.assert_allclose(ends, [[100, 50 + RADIUS], [100, 90 - HEIGHT / 2]])
    assert shown == 1
    assert leader(np.array([100.0, 50.0]), np.array([100.0 + OFF + 20, 50.0]), 40.0)[1] == 0


def test_the_cheapest_way_leaves_a_row_only_for_more_than_that_costs() -> None:
    cost = np.zeros((2, 12))
    cost[0, 4:7] = 1.0
    assert cheapest_way(cost, 2.0).tolist() == [1] * 12
    cost[1] = 0.5
    cost[1, 4:7] = 0.0
    assert cheapest_way(cost, 2.0).tolist() == [0] * 12
    assert cheapest_way(cost, 1.0).tolist() == [0] * 4 + [1] * 3 + [0] * 5


def test_lone_names_take_the_first_place_and_near_ones_go_apart() -> None:
    heads = np.linspace([20.0, 50.0], [120.0, 50.0], 90)[:, None]
    nowhere = np.full((1, 2), -500.0)
    (lone,) = choose_slots(heads, np.full((90, 1), 40.0), FRAME, nowhere)
    np.testing.assert_allclose(lone, np.tile([1.0, 0.0], (90, 1)))
    two = np.concatenate([heads, heads + np.array([0.0, 4.0])], axis=1)
    widths = np.full((90, 2), 40.0)
    slots = choose_slots(two, widths, FRAME, nowhere)
    places = [beside(two[:, i], widths[:, i], slots[i], FRAME) for i in (0, 1)]
    half = np.array([20.0, HEIGHT / 2])
    assert (overlap(places[0], half, places[1], half) == 0).all()


@pytest.mark.parametrize("seed", range(4))
def test_names_of_heads_that_cross_neither_jump_nor_change_often(seed: int) -> None:
    rng = np.random.default_rng(seed)
    share = np.linspace(0, 1, SAMPLES)[:, None]
    start, end = rng.uniform([10, 10], [190, 90], (2, 4, 1, 2))
    heads = np.moveaxis(start + (end - start) * share, 0, 1)
    widths = np.full((SAMPLES, 4), 40.0)
    slots = choose_slots(heads, widths, FRAME, np.full((1, 2), -500.0))
    for i, slot in enumerate(slots):
        places = beside(heads[:, i], widths[:, i], slot, FRAME)
        assert np.abs(np.diff(slot, axis=0)).max() < 0.4
        assert np.linalg.norm(np.diff(places, axis=0), axis=1).max() < 12
        moves = (np.abs(np.diff(slot, axis=0)) > 1e-9).any(axis=1)
        assert np.count_nonzero(np.diff(moves.astype(int)) == 1) <= 3
