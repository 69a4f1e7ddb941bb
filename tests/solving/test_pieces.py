"""A piece of a fleet: the same rows whether its runs go abreast or one by one."""

from dataclasses import replace

import numpy as np
import pytest

from gdviz.solving.groups import groups_of
from gdviz.solving.pieces import solve_piece


@pytest.mark.parametrize("every", [1, 5])
def test_runs_one_by_one_make_the_same_piece_as_abreast(every):
    tasks = [
        {"problem": "bowl", "optimizer": "adam", "steps": 13, "every": every, "start": [x, 1.0], "until": ("loss<1",)}
        for x in (0.5, 1.5, 8.0)
    ]
    (group,) = groups_of(tasks)
    with np.errstate(all="ignore"):
        abreast, alone = solve_piece(group), solve_piece(replace(group, alone="for once"))
    assert abreast.entries == alone.entries
    assert abreast.steps.tolist() == alone.steps.tolist()
    assert {one["stop"]["reason"] for one in abreast.entries} == {"target", "max_steps"}
    assert abreast.rows.keys() == alone.rows.keys()
    assert all(abreast.rows[name].tobytes() == rows.tobytes() for name, rows in alone.rows.items())
    for name, series in alone.series.items():
        for mine, other in zip(abreast.series[name], series, strict=True):
            assert mine[: len(other)].tobytes() == other.tobytes()
    assert (abreast.low == alone.low).all()
    assert (abreast.high == alone.high).all()


def test_the_box_leaves_out_what_is_much_worse_than_the_start():
    (group,) = groups_of([{"problem": "bowl", "lr": lr, "steps": 30, "start": [1.0, 1.0]} for lr in (0.1, 0.9)])
    with np.errstate(all="ignore"):
        piece = solve_piece(group)
    assert np.abs(piece.rows["params"]).max() > 1e4
    assert max(np.abs(piece.low).max(), np.abs(piece.high).max()) < 3
