"""How a training came out, by its losses and parameters."""

import numpy as np
import pytest

from gdviz.recording.aftermath import Aftermath

HERE = np.ones(2)


@pytest.mark.parametrize(
    ("losses", "reason"),
    [
        ([1.0, 0.5], "max_steps"),
        ([1.0, np.nan, 0.5], "max_steps"),
        ([np.nan, 1.0, 0.5], "max_steps"),
        ([np.nan, np.nan], "max_steps"),
        ([1.0, np.nan], "diverged"),
        ([np.nan, 1.0, 1e12], "diverged"),
        ([1.0, np.inf], "diverged"),
    ],
)
def test_a_loss_that_is_lost_at_the_end_is_a_divergence_and_one_never_known_is_none(losses, reason):
    ending = Aftermath()
    for step, loss in enumerate(losses):
        ending.note(step, loss, HERE)
    assert ending.said(len(losses) - 1, None)[0] == reason
    assert not ending.is_over


def test_parameters_that_are_no_numbers_end_it():
    ending = Aftermath()
    ending.note(0, 1.0, HERE)
    ending.note(1, 1.0, HERE * np.nan)
    assert ending.is_over
    assert ending.said(1, None) == ("diverged", "diverged at step 1: loss 1")


def test_a_loss_that_nobody_says_is_no_divergence():
    ending = Aftermath()
    for step, loss in enumerate((1.0, 0.5, None)):
        ending.note(step, loss, HERE)
    assert ending.said(2, None)[0] == "max_steps"
    ending.note(3, None, HERE * np.nan)
    assert ending.said(3, None)[0] == "diverged"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (None, ("max_steps", "the loop ended after 1 step")),
        (KeyboardInterrupt, ("interrupted", "interrupted at step 1")),
        (KeyError, ("interrupted", "ended by KeyError at step 1")),
    ],
)
def test_what_broke_it_off_is_said(kind, words):
    assert Aftermath().said(1, kind) == words
