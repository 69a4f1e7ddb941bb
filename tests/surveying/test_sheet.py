"""Rows reach the runs as they are taken, and a survey that was broken off is found again."""

import numpy as np
import pytest

import gdviz
from gdviz.landscapes.landscape import Landscape
from gdviz.surveying.coarse_to_fine import in_order
from gdviz.surveying.sheet import Sheet, taken_rows, unfinished


@pytest.fixture
def path(tmp_path):
    with gdviz.record(tmp_path / "run") as run:
        run.step([1.0, 2.0], 5.0)
        run.step([0.5, 1.0], 1.25)
    return tmp_path / "run"


def sheet_of(path):
    scape = Landscape(np.linspace(0, 1, 3), np.linspace(0, 1, 9), np.empty(0), np.zeros(2), np.eye(2))
    return Sheet([path], scape, {"request": "a", "plane": "path"}, np.full((9, 3), np.nan))


def test_rows_can_be_drawn_and_gone_on_with_at_any_moment(path):
    order, sheet = in_order(9), sheet_of(path)

    def begin():
        with sheet:
            for row in sheet.left[:4]:
                sheet.put(row, np.full(3, float(row)))
                assert np.isfinite(gdviz.load(path).landscape.loss).all()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        begin()
    run = unfinished(path, "a")
    assert run is not None
    assert run.landscape.loss[:, 0].tolist() == list(range(9))
    assert np.flatnonzero(np.isfinite(taken_rows(run)[:, 0])).tolist() == sorted(order[:4])
    assert (run.stop["reason"], run.steps, run.loss.tolist()) == ("max_steps", 1, [5.0, 1.25])


def test_another_request_or_an_end_leaves_nothing_to_go_on_with(path, tmp_path):
    with sheet_of(path) as sheet:
        for row in sheet.left[:3]:
            sheet.put(row, np.zeros(3))
    assert unfinished(path, "b") is None
    assert unfinished(tmp_path / "nothing", "a") is None
    with sheet_of(path) as sheet:
        for row in sheet.left:
            sheet.put(row, np.zeros(3))
    assert unfinished(path, "a") is None


def test_what_fails_before_the_first_row_leaves_the_run_as_it_was(path):
    before = {file.name: file.read_bytes() for file in path.iterdir()}
    with pytest.raises(ValueError, match="no"), sheet_of(path):
        raise ValueError("no")
    assert {file.name: file.read_bytes() for file in path.iterdir()} == before
