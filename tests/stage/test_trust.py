"""What a film says of how far to trust a plane: its place, and what of it moves."""

import numpy as np
import pytest

pytest.importorskip("manim")

from manim import config
from pixels import painted
from slices import path_of_three, recorded_path

from gdviz.analysis.boxes import Share
from gdviz.analysis.trust import Trust
from gdviz.stage.painted import PenMobject
from gdviz.stage.trust import above
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK
from gdviz.surveying.landscape import landscape

BOX = Share(0.3, 0.1, 0.9, 0.9)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return recorded_path(tmp_path_factory.mktemp("trust") / "run", path_of_three())


def ink(stage, words, steps):
    """Return where words are on a page: the share of its width and height, from its lower left corner."""
    page = painted(PenMobject(lambda pen: words.draw(pen, steps)), DARK.background)
    rows, columns = np.nonzero(np.abs(page[..., :3].astype(int) - 255 * rgb(DARK.background)).max(axis=-1) > 30)
    return columns / page.shape[1], 1 - rows / page.shape[0], page


def test_the_words_stand_at_the_foot_of_their_box_and_leave_the_rest(staged, run):
    stage = staged([run])
    left, words = above(stage, Trust.of([run], run.landscape), stage.looks, BOX)
    assert (left.left, left.right, left.high) == (BOX.left, BOX.right, BOX.high)
    assert left.low == BOX.low + words.height > BOX.low
    for step in (0.0, 3.0):
        x, y, _ = ink(stage, words, [step])
        assert BOX.left <= x.min() < x.max() <= BOX.right
        assert BOX.low <= y.min() < y.max() <= left.low


def test_only_values_change_with_the_step(staged, run):
    stage = staged([run])
    _, words = above(stage, Trust.of([run], run.landscape), stage.looks, BOX)
    first, third, again = (ink(stage, words, [step])[2] for step in (0.0, 3.0, 0.0))
    np.testing.assert_array_equal(first, again)
    changed = np.abs(first.astype(int) - third).max(axis=-1) > 30
    inked = np.abs(first[..., :3].astype(int) - 255 * rgb(DARK.background)).max(axis=-1) > 30
    assert 0 < np.count_nonzero(changed) < 0.4 * np.count_nonzero(inked)


def test_over_two_parameters_there_are_none(staged, solved):
    run = solved("bowl")
    stage = staged([run])
    left, words = above(stage, Trust.of([run], run.landscape), stage.looks, BOX)
    assert (left, words.height) == (BOX, 0.0)
    assert not len(ink(stage, words, [3.0])[0])


def test_how_a_landscape_was_taken_is_said_of_a_single_point_too(staged, tmp_path):
    run = landscape(np.ones(5), lambda p: (p**2).sum(axis=-1), out=tmp_path / "run", samples=9, progress=False)
    stage = staged([run])
    trust = Trust.of([run], run.landscape)
    assert not trust.slices
    left, words = above(stage, trust, stage.looks, BOX)
    x, y, _ = ink(stage, words, [0.0])
    assert BOX.left <= x.min() < x.max() <= BOX.right
    assert BOX.low <= y.min() < y.max() <= left.low


def test_the_words_keep_the_margin_that_a_picture_goes_beyond(staged, run):
    stage = staged([run])
    _, words = above(stage, Trust.of([run], run.landscape), stage.looks, Share(0.0, 0.1, 1.0, 0.9))
    x, _, _ = ink(stage, words, [3.0])
    assert x.min() >= stage.margin / config.frame_width - 4e-3
