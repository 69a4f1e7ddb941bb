"""Files hold the frames that went in."""

from collections.abc import Sequence
from pathlib import Path

import av
import imageio.v3 as iio
import numpy as np
import pytest
from PIL import Image

from gdviz.encode import frame_rate, write


def clip(count: int = 12, height: int = 45, width: int = 80) -> list[np.ndarray]:
    """A red square that moves over a page with a still blue bar."""
    frames = []
    for i in range(count):
        frame = np.full((height, width, 3), 250, np.uint8)
        frame[-6:] = (20, 40, 200)
        frame[10:20, 3 * i : 3 * i + 10] = (220, 30, 30)
        frames.append(frame)
    return frames


def delays(path: Path) -> list[int]:
    with Image.open(path) as image:
        return [image.seek(i) or image.info["duration"] for i in range(image.n_frames)]


@pytest.mark.parametrize(("fps", "total"), [(20, 600), (25, 480), (50, 240), (15, 800), (30, 400)])
def test_a_gif_has_every_frame_and_the_right_length(fps: float, total: int, tmp_path: Path) -> None:
    path = write(tmp_path / "a.gif", clip(12), fps)
    assert len(delays(path)) == 12
    assert sum(delays(path)) == pytest.approx(total, abs=20)


def test_a_gif_keeps_few_colours_exactly(tmp_path: Path) -> None:
    frames = clip(12)
    decoded = iio.imread(write(tmp_path / "a.gif", frames, 20))[..., :3]
    assert np.abs(decoded.astype(int) - np.stack(frames)).max() <= 2


def test_still_pixels_of_a_gif_do_not_flicker(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    page = rng.integers(0, 255, (45, 80, 3), dtype=np.uint8)
    frames = [page.copy() for _ in range(10)]
    for i, frame in enumerate(frames):
        frame[:8, 4 * i : 4 * i + 8] = (255, 0, 0)
    decoded = iio.imread(write(tmp_path / "a.gif", frames, 20))
    assert (decoded[:, 8:] == decoded[0, 8:]).all()


def test_a_gif_loops_for_ever(tmp_path: Path) -> None:
    with Image.open(write(tmp_path / "a.gif", clip(), 20)) as image:
        assert image.info["loop"] == 0


def test_a_gif_asks_for_no_more_than_fifty_frames_a_second(tmp_path: Path) -> None:
    assert frame_rate("a.gif", 60) == 50
    assert frame_rate("a.mp4", 60) == 60
    assert min(delays(write(tmp_path / "a.gif", clip(), 60))) >= 20


@pytest.mark.parametrize("size", [(45, 80), (45, 81), (46, 80)])
def test_an_mp4_plays_everywhere(size: tuple[int, int], tmp_path: Path) -> None:
    path = write(tmp_path / "a.mp4", clip(12, *size), 30)
    with av.open(path) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert (stream.width % 2, stream.height % 2) == (0, 0)
        assert stream.average_rate == 30
        assert len(list(container.decode(stream))) == 12
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat"), "players can start before they have read all"


def test_an_mp4_keeps_colours(tmp_path: Path) -> None:
    frames = clip(12, 90, 160)
    with av.open(write(tmp_path / "a.mp4", frames, 30)) as container:
        picture = next(container.decode(video=0))
        decoded = picture.to_ndarray(format="rgb24", src_colorspace="ITU709").astype(int)
    for row, column in ((50, 100), (88, 20), (15, 5)):
        assert np.abs(decoded[row, column] - frames[0][row, column]).max() <= 12


def test_a_png_is_the_last_frame(tmp_path: Path) -> None:
    frames = clip()
    np.testing.assert_array_equal(iio.imread(write(tmp_path / "a.png", frames, 20)), frames[-1])


def test_one_frame_is_enough(tmp_path: Path) -> None:
    for suffix in (".gif", ".mp4", ".png"):
        assert write(tmp_path / f"a{suffix}", clip(1), 20).stat().st_size > 0


def test_missing_directories_are_made(tmp_path: Path) -> None:
    assert write(tmp_path / "new" / "deep" / "a.png", clip(), 20).exists()


@pytest.mark.parametrize("name", ["a.avi", "a", ".gif"])
def test_an_unknown_format_is_refused_by_name(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"must end in \.gif, \.mp4, \.png"):
        write(tmp_path / name, clip(), 20)


def test_no_frames_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no frame"):
        write(tmp_path / "a.gif", [], 20)


class Broken(Sequence[np.ndarray]):
    """Frames that fail in the middle."""

    def __len__(self) -> int:
        return 12

    def __getitem__(self, index):  # type: ignore[no-untyped-def]
        if index == 7:
            raise KeyboardInterrupt
        return clip(12)[index]


@pytest.mark.parametrize("suffix", [".gif", ".mp4"])
def test_what_fails_leaves_the_old_file_and_nothing_else(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt):
        write(path, Broken(), 20)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    assert path.read_text() == "old"


def test_an_unwritable_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        write(tmp_path / "file" / "a.gif", clip(), 20)
    (tmp_path / "b.gif").mkdir()
    with pytest.raises(IsADirectoryError):
        write(tmp_path / "b.gif", clip(), 20)


def test_progress_counts_the_frames(tmp_path: Path) -> None:
    for suffix in (".gif", ".mp4"):
        done: list[int] = []
        write(tmp_path / f"a{suffix}", clip(5), 20, progress=done.append)
        assert done == [1, 2, 3, 4, 5]
