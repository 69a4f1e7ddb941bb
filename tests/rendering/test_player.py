"""A scene is played as far as its frames are asked for, each of which is painted once."""

import threading
from collections.abc import Iterator
from queue import Queue
from typing import Any

import numpy as np
import pytest

pytest.importorskip("manim")

from manim.utils.exceptions import EndSceneEarlyException

from gdviz.rendering.player import PieceTaker, Player

# The value of each frame that is played, and for how many it stands.
SHOWN = [(1, 1), (2, 1), (3, 4), (4, 5), (5, 1)]
VALUES = [1, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 5]


def pixels(value: int) -> np.ndarray:
    return np.full((2, 3, 4), value, np.uint8)


@pytest.fixture
def painted() -> list[int]:
    """Return the values of what is painted."""
    return []


@pytest.fixture
def player(painted: list[int]) -> Iterator[Player]:
    """Return a player of what is shown above; then no thread is left."""

    def play(taker: Any) -> None:
        try:
            for value, repeat in SHOWN:
                if value == 99:
                    raise ValueError("there is no ending")
                if taker.wants(repeat):
                    painted.append(value)
                    taker.takes(pixels(value), repeat)
                else:
                    taker.passes(repeat)
        except EndSceneEarlyException:
            return

    threads = threading.active_count()
    made = Player(play, lambda frame: frame + 100)
    yield made
    made.close()
    assert threading.active_count() == threads


def shown(frames: Any) -> list[int]:
    return [int(frame[0, 0, 0]) - 100 for frame, repeat in frames for _ in range(repeat)]


def test_frames_are_painted_once_as_they_are_asked_for(player: Player, painted: list[int]) -> None:
    for wanted in (range(2), range(3, 5), range(5, 7), range(9, 12)):
        assert shown(player.frames(wanted)) == VALUES[wanted.start : wanted.stop]
    assert painted == [1, 2, 3, 4, 5], "one that stands is painted once, whoever asks for it"


def test_a_player_goes_back_and_begins_again(player: Player, painted: list[int]) -> None:
    for wanted in (range(8, 12), range(1, 3), range(2, 4), range(11, 20)):
        assert shown(player.frames(wanted)) == VALUES[wanted.start : wanted.stop]


def test_a_frame_stands_for_as_many_as_are_asked_for(player: Player, painted: list[int]) -> None:
    assert [repeat for _, repeat in player.frames(range(3, 8))] == [3, 2]


def test_a_player_that_is_given_up_leaves_no_thread(player: Player, painted: list[int]) -> None:
    next(player.frames(range(12)))
    player.close()
    player.close()
    frames = player.frames(range(12))
    next(frames)
    frames.close()


def test_what_goes_wrong_in_a_scene_is_raised_for_who_asked(player: Player, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.SHOWN", [*SHOWN[:4], (99, 1)])
    assert shown(player.frames(range(6, 10))) == [4] * 4
    with pytest.raises(ValueError, match="there is no ending"):
        shown(player.frames(range(10, 12)))


def test_a_scene_waits_until_frames_are_asked_for() -> None:
    asked, made = Queue(), Queue()
    taker = PieceTaker(asked, made, Queue())
    asked.put(range(4, 6))
    assert not taker.wants(4)
    taker.passes(4)
    assert taker.wants(9)
    waiting = threading.Thread(target=taker.takes, args=(pixels(1), 9))
    waiting.start()
    assert [made.get()[1], made.get()] == [2, None]
    assert waiting.is_alive()
    asked.put(range(7, 13))
    assert [made.get()[1], made.get()] == [6, None]
    waiting.join()
