"""A reel holds frames on disk, those that stand still once, and is gone afterwards."""

import errno
from pathlib import Path

import numpy as np
import pytest

from gdviz.encode import Reel


def frame(value: int) -> np.ndarray:
    return np.full((5, 7, 3), value, np.uint8)


def test_what_stands_still_is_kept_once_and_everything_can_be_had_in_any_order(tmp_path):
    with Reel(tmp_path) as reel:
        for value, repeat in ((1, 2), (2, 1), (3, 4)):
            reel.add(frame(value), repeat)
        assert len(reel) == 7
        assert reel._file.seek(0, 2) == 3 * 5 * 7 * 3
        assert [int(reel[i][0, 0, 0]) for i in (6, 0, -5, 1)] == [3, 1, 2, 1]
        reel.add(frame(4))
        assert [int(page[0, 0, 0]) for page in reel] == [1, 1, 2, 3, 3, 3, 3, 4]
        assert list(tmp_path.iterdir()) == [], "the file has no name"


def test_a_frame_is_a_copy_and_may_be_a_view(tmp_path):
    with Reel(tmp_path) as reel:
        wide = np.arange(5 * 14 * 3, dtype=np.uint8).reshape(5, 14, 3)
        reel.add(wide[:, ::2])
        page = reel[0]
        page[:] = 0
        np.testing.assert_array_equal(reel[0], wide[:, ::2])


def test_what_does_not_belong_is_refused(tmp_path):
    with Reel(tmp_path) as reel:
        reel.add(frame(0))
        with pytest.raises(ValueError, match=r"uint8 frames of \(5, 7, 3\), not uint8 of \(5, 7, 4\)"):
            reel.add(np.zeros((5, 7, 4), np.uint8))
        with pytest.raises(ValueError, match="float64"):
            reel.add(np.zeros((5, 7, 3)))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_named_and_not_the_file(tmp_path, monkeypatch):
    full = open("/dev/full", "r+b", buffering=0)  # noqa: PTH123, SIM115  # the reel closes it
    monkeypatch.setattr("tempfile.TemporaryFile", lambda **how: full)
    with Reel(tmp_path) as reel, pytest.raises(OSError, match="No space") as caught:
        reel.add(frame(1))
    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, str(tmp_path))
