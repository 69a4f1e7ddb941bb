"""What a buffer brings to a step that is a multiple of it."""

import numpy as np

from gdviz.ledger.momentum import BufferedStep, share_of_multiple, share_of_step

STEP = BufferedStep(
    start=np.array([1.0, 1.0, 1.0]),
    moved=np.array([-0.6, 0.9, 0.0]),
    before=np.array([2.0, -1.0, 5.0]),
    after=np.array([3.0, -4.5, 0.0]),
    rate=0.2,
    kept=0.5,
    options={},
)


def test_the_share_of_the_step_is_that_of_the_buffer_and_nothing_where_that_is_empty() -> None:
    np.testing.assert_allclose(share_of_step(STEP), [-0.6 * 1.0 / 3.0, 0.9 * 0.5 / 4.5, 0.0])


def test_the_share_of_another_multiple() -> None:
    np.testing.assert_allclose(share_of_multiple(2 * STEP.moved, STEP), 2 * share_of_step(STEP))
