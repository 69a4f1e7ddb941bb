"""Every format: frames in, one whole file out or none."""

import subprocess
import sys
from collections.abc import Sequence

import imageio.v3 as iio
import numpy as np
import pytest

from gdviz.encode import FORMATS, write
from gdviz.encode.palette import laid

FRAMED = [suffix for suffix, kind in FORMATS.items() if kind.write]
ANIMATED = [suffix for suffix, kind in FORMATS.items() if kind.concessions]
LOOPING = [".gif", ".webp", ".apng"]
VIDEOS = [".mp4", ".webm", ".mov"]
CLEAR = [suffix for suffix, kind in FORMATS.items() if kind.write and kind.transparent]


@pytest.mark.parametrize("suffix", FRAMED)
@pytest.mark.parametrize("size", [(1, 1), (16, 16), (17, 33), (46, 81)])
@pytest.mark.parametrize("count", [1, 2, 5])
def test_any_size_and_number_of_frames_can_be_written(suffix, size, count, clip, filmed, tmp_path):
    path = write(tmp_path / f"a{suffix}", clip(count, *size), 20)
    if suffix == ".webp":
        assert iio.imread(path).shape[-3:-1] == size
    else:
        frames = filmed(path)
        assert len(frames) == (1 if FORMATS[suffix].is_still else count)
        padded = suffix in VIDEOS
        assert frames[0].shape[:2] == (tuple(side + side % 2 for side in size) if padded else size)


@pytest.mark.parametrize("suffix", ANIMATED)
def test_equal_frames_stand_for_their_time(suffix, played, filmed, tmp_path):
    path = write(tmp_path / f"a{suffix}", [np.full((20, 20, 3), 90, np.uint8)] * 4, 20)
    if suffix in LOOPING:
        assert played(path).delays == [50] * 4
    else:
        assert len(filmed(path)) == 4


@pytest.mark.parametrize("suffix", LOOPING)
@pytest.mark.parametrize(
    ("fps", "total"), [(20, 600), (25, 480), (50, 240), (15, 800), (30, 400), (29.97, 400), (7, 1714)]
)
def test_an_animation_has_every_frame_and_the_right_length(suffix, fps, total, clip, played, tmp_path):
    delays = played(write(tmp_path / f"a{suffix}", clip(12), fps)).delays
    assert len(delays) == 12
    assert sum(delays) == pytest.approx(total, abs=10)
    assert max(delays) - min(delays) <= 10, "the last frame stands as long as the others"


@pytest.mark.parametrize("suffix", LOOPING)
@pytest.mark.parametrize("once", [False, True])
def test_an_animation_plays_for_ever_or_once(suffix, once, clip, played, tmp_path):
    path = write(tmp_path / f"a{suffix}", clip(3), 20, once=once)
    assert played(path).plays == int(once)


@pytest.mark.parametrize("suffix", CLEAR)
def test_transparent_frames_leave_no_trail(suffix, glass, played, filmed, tmp_path):
    frames = glass()
    path = write(tmp_path / f"a{suffix}", frames, 20)
    expected = frames[-1:] if suffix == ".png" else frames
    if suffix in VIDEOS:
        shown = [filmed(path)]
    else:
        seen = played(path)
        lasts = [0] if suffix == ".png" else seen.lasts(len(frames))
        shown = [seen.frames[lasts]]
        if suffix in (".gif", ".apng"):
            shown.append([filmed(path)[i] for i in lasts])
    for decoded in shown:
        assert len(decoded) == len(expected)
        for got, frame in zip(decoded, expected, strict=True):
            clear, solid = frame[..., 3] == 0, frame[..., 3] == 255
            lossy = suffix == ".webm"
            assert got[clear, 3].max() <= (24 if lossy else 0)
            assert got[solid, 3].min() >= (220 if lossy else 255)
            assert (
                np.abs(
                    got[12 if lossy else 0 :][solid[12 if lossy else 0 :]].astype(int)
                    - frame[12 if lossy else 0 :][solid[12 if lossy else 0 :]]
                ).mean()
                < 6
            )


@pytest.mark.parametrize("suffix", [".webp", ".apng", ".png"])
def test_soft_edges_are_kept(suffix, glass, played, tmp_path):
    frames = glass()
    shown = played(write(tmp_path / f"a{suffix}", frames, 20)).frames
    for got, frame in zip(shown, frames[-len(shown) :], strict=True):
        np.testing.assert_array_equal(got[..., 3], frame[..., 3])
        np.testing.assert_array_equal(got[frame[..., 3] > 0], frame[frame[..., 3] > 0])


@pytest.mark.parametrize("suffix", [".webp", ".apng"])
def test_lossless_formats_are_lossless(suffix, noise, played, tmp_path):
    frames = noise(3)
    frames.append(frames[-1].copy())
    frames[-1][3:50, 5:9] = 7
    shown = played(write(tmp_path / f"a{suffix}", frames, 20)).frames
    np.testing.assert_array_equal(shown[..., :3], np.stack(frames))


def test_what_is_no_clip_is_refused(clip, tmp_path):
    with pytest.raises(ValueError, match="no frame"):
        write(tmp_path / "a.gif", [], 20)
    with pytest.raises(ValueError, match="frames per second"):
        write(tmp_path / "a.gif", clip(2), 0)
    with pytest.raises(ValueError, match=r"frame 1 is of \(45, 90, 3\)"):
        write(tmp_path / "a.apng", [clip(1)[0], clip(1, 45, 90)[0]], 20)
    with pytest.raises(ValueError, match="frame 0 is float64"):
        write(tmp_path / "a.gif", [np.zeros((4, 4, 3))], 20)
    assert list(tmp_path.iterdir()) == []


class Told(Sequence[np.ndarray]):
    """Frames that note when they are painted, into one and the same array."""

    def __init__(self, frames: list[np.ndarray], broken: int | None = None) -> None:
        self.frames, self.broken, self.asked, self.page = frames, broken, list[int](), frames[0].copy()

    def __len__(self) -> int:
        return len(self.frames)

    def __getitem__(self, index):
        if index == self.broken:
            raise KeyboardInterrupt
        self.asked.append(index)
        self.page[:] = self.frames[index]
        return self.page


@pytest.mark.parametrize("suffix", LOOPING)
@pytest.mark.parametrize("kind", ["clip", "glass"])
def test_a_producer_may_paint_over_the_frame_before(suffix, kind, request, tmp_path):
    frames = request.getfixturevalue(kind)(10)
    one = write(tmp_path / f"one{suffix}", frames, 20)
    other = write(tmp_path / f"other{suffix}", Told(frames), 20)
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("suffix", FRAMED)
def test_each_frame_is_painted_once_apart_from_samples(suffix, clip, tmp_path):
    frames = Told(clip(60, 16, 240))
    write(tmp_path / f"a{suffix}", frames, 20)
    samples = 12 if suffix == ".gif" else 0
    assert len(frames.asked) <= (1 if suffix == ".png" else 60 + samples)


@pytest.mark.parametrize("suffix", ANIMATED)
@pytest.mark.parametrize("max_bytes", [None, 100])
def test_what_fails_leaves_the_old_file_and_nothing_else(suffix, max_bytes, clip, tmp_path):
    path = tmp_path / f"a{suffix}"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt):
        write(path, Told(clip(), broken=7), 20, max_bytes=max_bytes)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    assert path.read_text() == "old"


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_full_disk_is_named(tmp_path):
    code = """
import resource, sys
import numpy as np
from gdviz.encode import write
frames = list(np.random.default_rng(0).integers(0, 256, (6, 128, 128, 3), dtype=np.uint8))
resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
for suffix in sys.argv[2:]:
    try:
        write(sys.argv[1] + "/a" + suffix, frames, 20)
    except OSError as error:
        print(type(error).__name__, error.filename.endswith("/a" + suffix), len(str(error).splitlines()))
"""
    command = [sys.executable, "-c", code, str(tmp_path), *FRAMED]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert said == ["OSError True 1"] * len(FRAMED)
    assert list(tmp_path.iterdir()) == []


def test_an_error_in_words_keeps_them(clip, tmp_path):
    class Lost(Told):
        def __getitem__(self, index):
            raise ChildProcessError("a painter ended")

    with pytest.raises(ChildProcessError, match=r"^a painter ended$"):
        write(tmp_path / "a.gif", Lost(clip()), 20)


@pytest.mark.parametrize("suffix", ANIMATED)
def test_progress_counts_the_frames(suffix, clip, tmp_path):
    done: list[int] = []
    write(tmp_path / f"a{suffix}", clip(5), 20, progress=done.append)
    assert done == [1, 2, 3, 4, 5]


def test_missing_directories_are_made(clip, tmp_path):
    assert write(tmp_path / "new" / "deep" / "a.png", clip(), 20).exists()


def test_an_unwritable_place_is_named(clip, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        write(tmp_path / "file" / "a.gif", clip(), 20)
    (tmp_path / "b.gif").mkdir()
    with pytest.raises(IsADirectoryError, match=r"b\.gif is a directory"):
        write(tmp_path / "b.gif", clip(), 20)


def _beside(count: int, *, clear: bool) -> list[np.ndarray]:
    """Return frames of a ball on a picture, and beside it, on the page, a number that counts and a curve that grows."""
    rng = np.random.default_rng(0)
    picture = np.kron(rng.integers(0, 4, (15, 20, 3), dtype=np.uint8), np.ones((6, 6, 1), np.uint8)) * 50
    frames = []
    for i in range(count):
        frame = np.full((110, 220, 4), (255, 255, 255, 0 if clear else 255), np.uint8)
        frame[15:105, 5:125] = np.pad(picture, ((0, 0), (0, 0), (0, 1)), constant_values=255)
        frame[40:52, 10 + 4 * i : 22 + 4 * i] = (220, 30, 30, 255)
        frame[2:10, 200 : 203 + (i * 7) % 11] = (20, 20, 20, 255)
        frame[90 - i : 94 - i, 140 + 2 * i : 144 + 2 * i] = (20, 90, 200, 120 if clear else 255)
        frames.append(frame if clear else np.ascontiguousarray(frame[..., :3]))
    return frames


@pytest.mark.parametrize("suffix", [".gif", ".webp", ".apng"])
@pytest.mark.parametrize("fps", [12, 25, 40])
def test_a_transparent_page_costs_little_and_shows_the_same(suffix, fps, played, filmed, tmp_path):
    frames = _beside(24, clear=True)
    opaque = write(tmp_path / f"opaque{suffix}", _beside(24, clear=False), min(fps, 25 if suffix == ".gif" else 50))
    path = write(tmp_path / f"a{suffix}", frames, fps)
    assert path.stat().st_size < 1.6 * opaque.stat().st_size
    shown, kept = played(path), frames
    if (suffix, fps) == (".gif", 40):
        kept = [frames[min(int(i * 1.6), 23)] for i in range(14)] + frames[-1:]
    assert sum(shown.delays) == pytest.approx(1000 * 24 / fps, abs=20)
    assert min(shown.delays) >= (20 if suffix == ".gif" else 11), "browsers slow down what is faster"
    lasts = shown.lasts(len(kept))
    pictures = [shown.frames[lasts]]
    if suffix != ".webp":
        pictures.append(np.stack([filmed(path)[i] for i in lasts]))
    for picture in pictures:
        for got, frame in zip(picture, kept, strict=True):
            if suffix == ".gif":
                frame = laid(frame, (255, 255, 255))
            assert (got[..., 3] == frame[..., 3]).all()
            seen = frame[..., 3] > 0
            assert np.abs(got[seen].astype(int) - frame[seen]).max() <= (4 if suffix == ".gif" else 0)
