"""A spool holds frames on disk, and is gone afterwards; a reel holds those that stand still once."""

import errno
import multiprocessing
import pickle
import sys
from pathlib import Path

import numpy as np
import pytest

from gdviz.encode import Reel, Spool
from gdviz.files.scratch import PREFIX

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a file without a name cannot be opened again")


def frame(value: int) -> np.ndarray:
    return np.full((5, 7, 3), value, np.uint8)


def test_frames_come_back_in_any_order(tmp_path):
    with Spool.create(4, (5, 7, 3), tmp_path) as spool:
        for i in (2, 0, 3, 1):
            spool.put(i, frame(i))
        assert len(spool) == 4
        for i in (1, 3, 0, -1):
            np.testing.assert_array_equal(spool[i], frame(i % 4))
        assert [int(page[0, 0, 0]) for page in spool[1:3]] == [1, 2]
        assert [int(page[0, 0, 0]) for page in spool] == [0, 1, 2, 3]
    assert list(tmp_path.iterdir()) == []


def test_a_frame_is_a_copy_and_may_be_a_view(tmp_path):
    with Spool.create(1, (5, 7, 3), tmp_path) as spool:
        wide = np.arange(5 * 14 * 3, dtype=np.uint8).reshape(5, 14, 3)
        spool.put(0, wide[:, ::2])
        page = spool[0]
        page[:] = 0
        np.testing.assert_array_equal(spool[0], wide[:, ::2])


def test_what_does_not_belong_is_refused(tmp_path):
    with Spool.create(2, (5, 7, 3), tmp_path) as spool:
        with pytest.raises(ValueError, match=r"uint8 frames of \(5, 7, 3\), not uint8 of \(5, 7, 4\)"):
            spool.put(0, np.zeros((5, 7, 4), np.uint8))
        with pytest.raises(ValueError, match="float64"):
            spool.put(0, np.zeros((5, 7, 3)))
        with pytest.raises(IndexError, match="2 frames; there is no frame 2"):
            spool.put(2, frame(0))
        with pytest.raises(IndexError, match="frame 1 was not put"):
            spool[1]


def test_the_file_is_removed_after_an_interrupt(tmp_path):
    with pytest.raises(KeyboardInterrupt), Spool.create(2, (5, 7, 3), tmp_path):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_who_opens_a_spool_leaves_it(tmp_path):
    with Spool.create(2, (5, 7, 3), tmp_path) as spool:
        with spool.again() as other:
            other.put(1, frame(9))
        with pickle.loads(pickle.dumps(spool)) as third:  # noqa: S301
            third.put(0, frame(8))
        assert spool.path.exists()
        assert [int(page[0, 0, 0]) for page in spool] == [8, 9]


@LINUX
def test_its_file_has_no_name_and_so_needs_no_sweeping(tmp_path):
    with Spool.create(1, (5, 7, 3), tmp_path) as spool:
        spool.put(0, frame(3))
        assert list(tmp_path.iterdir()) == []
        assert spool.path.stat().st_size == 5 * 7 * 3
    assert not spool.path.exists()


def test_where_a_file_must_have_a_name_it_lies_among_what_is_swept(tmp_path, monkeypatch):
    monkeypatch.setattr("gdviz.encode.spool.NAMELESS", "/no/such/{}/{}")
    with Spool.create(1, (5, 7, 3), tmp_path) as spool:
        with spool.again() as other:
            other.put(0, frame(4))
        assert [int(page[0, 0, 0]) for page in spool] == [4]
        assert [path.name.startswith(PREFIX) for path in tmp_path.iterdir()] == [True]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_named_and_not_the_file(tmp_path):
    with Spool.open("/dev/full", 1, (5, 7, 3), tmp_path) as spool, pytest.raises(OSError, match="No space") as caught:
        spool.put(0, frame(1))
    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, str(tmp_path))


def fill(spool: Spool, indices: range) -> None:
    for i in indices:
        spool.put(i, frame(i))
    spool.close()


def test_several_processes_fill_one_spool(tmp_path):
    context = multiprocessing.get_context("spawn")
    with Spool.create(40, (5, 7, 3), tmp_path) as spool:
        painters = [context.Process(target=fill, args=(spool, range(k, 40, 2))) for k in range(2)]
        for painter in painters:
            painter.start()
        for painter in painters:
            painter.join()
        assert [int(page[0, 0, 0]) for page in spool] == list(range(40))


def test_a_reel_keeps_what_stands_still_once(clip, tmp_path):
    frames = clip(3)
    with Reel(tmp_path / "reel", frames[0].shape) as reel:
        for frame, repeat in zip(frames, (1, 20, 2), strict=True):
            reel.add(frame, repeat)
    assert (tmp_path / "reel").stat().st_size == 3 * frames[0].nbytes
    assert len(reel) == 23
    for index, number in ((0, 0), (1, 1), (20, 1), (21, 2), (-1, 2)):
        np.testing.assert_array_equal(reel[index], frames[number])
    np.testing.assert_array_equal(reel[19:22], [frames[1], frames[1], frames[2]])


def test_reels_of_several_processes_are_spliced(clip, tmp_path):
    frames, reels = clip(6), []
    for start in (0, 3):
        reel = Reel(tmp_path / f"{start}", frames[0].shape)
        for frame in frames[start : start + 3]:
            reel.add(frame)
        reels.append(pickle.loads(pickle.dumps(reel)))  # noqa: S301
    np.testing.assert_array_equal(Reel.spliced(reels)[:], frames)
