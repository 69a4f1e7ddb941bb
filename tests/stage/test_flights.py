"""Words that fly: where they are on their way."""

import numpy as np
import pytest

pytest.importorskip("manim")

from manim import LEFT, RIGHT, UP, FadeIn, FadeOut, ReplacementTransform

from gdviz.stage.flights import flown, fly
from gdviz.stage.typeset import text
from gdviz.style.themes import DARK

FRAMES = 60


def way_of(animation, letter=0):
    """Return where the middle of a letter is in every frame of an animation (n, 2)."""
    animation.begin()
    places = []
    for share in np.linspace(0, 1, FRAMES):
        animation.interpolate(float(share))
        places.append(animation.mobject[letter].get_center()[:2])
    return np.stack(places)


def test_letters_fly_straight_to_their_places_and_never_jump(frame):
    old, new = text(DARK, "loss", 12).shift(3 * LEFT), text(DARK, "loss", 9).shift(2 * RIGHT + UP)
    first, last = old[1].get_center()[:2], new[1].get_center()[:2]
    places = way_of(fly(old, new), letter=1)
    np.testing.assert_allclose(places[[0, -1]], [first, last], atol=1e-6)
    way = (last - first) / np.linalg.norm(last - first)
    along, across = (places - first) @ way, (places - first) @ [-way[1], way[0]]
    assert np.abs(across).max() < 1e-6
    assert (np.diff(along) >= -1e-9).all()
    # Eased, a twelfth of the way would take a twelfth of the time at twice its mean speed.
    assert np.diff(along).max() < 0.06 * along[-1]


def test_the_same_words_fly_and_others_go_or_come(frame):
    old = [(words, text(DARK, words, 9)) for words in ("1", "2", "x")]
    new = [(words, text(DARK, words, 10).shift(UP)) for words in ("2", "3", "x")]
    moves = flown(old, new, turned=["x"])
    assert [type(move) for move in moves] == [ReplacementTransform, ReplacementTransform, FadeOut, FadeIn]
    assert moves[2].mobject is old[0][1]
    assert moves[3].mobject is new[1][1]
    assert [move.path_arc for move in moves[:2]] == [0, pytest.approx(np.pi / 2)]


def test_what_is_turned_stays_as_large_on_its_way(frame):
    old = text(DARK, "loss", 12).shift(LEFT)
    new = text(DARK, "loss", 12).rotate(np.pi / 2).shift(RIGHT)
    ((move),) = flown([("loss", old)], [("loss", new)], turned=["loss"])
    move.begin()
    reach = []
    for share in np.linspace(0, 1, 11):
        move.interpolate(float(share))
        reach.append(np.linalg.norm(move.mobject[-1].get_center() - move.mobject[0].get_center()))
    np.testing.assert_allclose(reach, reach[0], rtol=0.03)
