"""Two directories that change their names."""

import platform

import pytest

from gdviz.runs.exchange import exchanged


@pytest.fixture
def pair(tmp_path):
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    return tmp_path / "one", tmp_path / "other"


def test_each_is_where_the_other_was_or_nothing_has_moved(pair):
    one, other = pair
    done = exchanged(one, other)
    assert done or platform.system() not in ("Linux", "Darwin")
    assert [path.name for path in one.iterdir()] == ["other" if done else "one"]
    assert [path.name for path in other.iterdir()] == ["one" if done else "other"]


def test_what_is_not_there_is_not_exchanged(pair):
    one, other = pair
    assert not exchanged(one, other.with_name("nowhere"))
    assert [path.name for path in one.iterdir()] == ["one"]


def test_a_system_that_cannot_says_so(pair, monkeypatch):
    monkeypatch.setattr("ctypes.CDLL", lambda name: object())
    assert not exchanged(*pair)
