"""MP4, WebM and MOV play everywhere, in the colours that went in."""

from fractions import Fraction

import av
import numpy as np
import pytest

from gdviz.encode import FORMATS, Video, WriteOptions, join, write

RATE = Fraction(30000, 1001)
STREAMED = [".mp4", ".webm", ".mov"]


@pytest.mark.parametrize("size", [(45, 80), (45, 81), (46, 80)])
def test_an_mp4_plays_everywhere(size, clip, tmp_path):
    path = write(tmp_path / "a.mp4", clip(12, *size), 30)
    with av.open(path) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert (stream.width % 2, stream.height % 2) == (0, 0)
        assert stream.average_rate == 30
        assert len(list(container.decode(stream))) == 12
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat"), "players can start before they have read all"


@pytest.mark.parametrize("suffix", [".mp4", ".webm", ".mov"])
@pytest.mark.parametrize("fps", [25, 30, 60])
def test_a_video_has_the_length_of_the_clip(suffix, fps, clip, tmp_path):
    with av.open(write(tmp_path / f"a{suffix}", clip(12), fps)) as container:
        assert container.duration / 1e6 == pytest.approx(12 / fps, abs=0.002)
        assert float(container.streams.video[0].average_rate) == pytest.approx(fps, abs=0.1)


@pytest.mark.parametrize("suffix", [".mp4", ".webm", ".mov"])
def test_a_video_keeps_and_names_its_colours(suffix, clip, filmed, tmp_path):
    frames = clip(12, 90, 160)
    path = write(tmp_path / f"a{suffix}", frames, 30)
    with av.open(path) as container:
        picture = next(container.decode(video=0))
        if suffix != ".mov":
            assert (picture.colorspace, picture.color_range) == (1, 1), "BT.709, 16 to 235"
    decoded = filmed(path)[0].astype(int)
    for row, column in ((50, 100), (88, 20), (15, 5)):
        assert np.abs(decoded[row, column, :3] - frames[0][row, column]).max() <= 12


@pytest.mark.parametrize("suffix", [".mp4", ".webm", ".mov"])
def test_odd_sides_are_padded_and_not_stretched(suffix, filmed, tmp_path):
    frame = np.full((45, 81, 3), 255, np.uint8)
    frame[::2] = 0
    frame[:, 60::2] = 0
    shown = filmed(write(tmp_path / f"a{suffix}", [frame] * 3, 20))[1]
    assert np.abs(shown[:45, :81, :3].astype(int) - frame).mean() < 12
    assert np.abs(shown[45, :80].astype(int) - shown[44, :80]).mean() < 12


def test_transparency_of_a_webm_is_announced_and_has_no_dark_rim(glass, filmed, tmp_path):
    frames = glass(6, 96, 160)
    path = write(tmp_path / "a.webm", frames, 20)
    with av.open(path) as container:
        assert container.streams.video[0].metadata["ALPHA_MODE"] == "1"
    for got, frame in zip(filmed(path), frames, strict=True):
        edge = (frame[..., 3] > 60) & (frame[..., 3] < 255) & (frame[..., 0] > 0)
        assert edge.sum() > 10
        assert got[edge, 0].astype(int).min() > 160, "the red of the disc, and not the black under it"


def test_a_mov_keeps_every_colour_and_every_transparency(glass, noise, filmed, tmp_path):
    for frames in (glass(6, 96, 160), noise(3)):
        shown = filmed(write(tmp_path / "a.mov", frames, 20))
        for got, frame in zip(shown, frames, strict=True):
            np.testing.assert_array_equal(got[..., : frame.shape[2]], frame)


def test_an_mp4_is_the_same_to_the_byte_whatever_lay_in_memory_before(tmp_path):
    # A pale gradient behind a wandering square: much for x264 to weigh, in rows of blocks that fill no vector.
    rows, columns = np.mgrid[:90, :160]
    frames = []
    for i in range(20):
        frame = np.stack([200 + rows // 4, 220 - columns // 8, 180 + (rows + columns) // 8], axis=-1).astype(np.uint8)
        frame[20 + i : 44 + i, 6 * i : 6 * i + 24] = (220, 30, 30)
        frames.append(frame)
    made = set()
    for i in range(12):
        held = [np.full(1 << size, 40 * i % 256, np.uint8) for size in range(8, 20)]
        del held[i % 3 :: 3]
        made.add(write(tmp_path / "a.mp4", frames, 10).read_bytes())
    assert len(made) == 1


def video(path, frames, rate=RATE):
    with Video(path, FORMATS[path.suffix].write, frames[0].shape, rate, WriteOptions()) as made:
        for frame in frames:
            made.add(frame)
    return path


@pytest.mark.parametrize("suffix", STREAMED)
def test_a_frame_that_stands_is_added_once_and_shown_as_long(suffix, clip, filmed, tmp_path):
    first, last = clip(2)
    path = tmp_path / f"a{suffix}"
    with Video(path, FORMATS[suffix].write, first.shape, RATE, WriteOptions()) as made:
        made.add(first, 7)
        made.add(last, 3)
    assert path.read_bytes() == write(tmp_path / f"b{suffix}", [first] * 7 + [last] * 3, float(RATE)).read_bytes()


@pytest.mark.parametrize("suffix", STREAMED)
@pytest.mark.parametrize("kind", ["clip", "glass"])
def test_joined_videos_show_the_frames_of_their_parts(suffix, kind, request, filmed, tmp_path):
    if (suffix, kind) == (".mp4", "glass"):
        pytest.skip("MP4 has no transparency")
    frames = request.getfixturevalue(kind)(60, 48, 240)
    cuts = [(0, 1), (1, 31), (31, 33), (33, 60)]
    parts = [video(tmp_path / f"{start}{suffix}", frames[start:end]) for start, end in cuts]
    whole = tmp_path / f"a{suffix}"
    join(whole, parts, FORMATS[suffix].write, RATE)
    shown, expected = filmed(whole), [frame for part in parts for frame in filmed(part)]
    assert len(shown) == 60
    for got, frame in zip(shown, expected, strict=True):
        np.testing.assert_array_equal(got, frame)
    with av.open(whole) as container, av.open(parts[1]) as part:
        stream = container.streams.video[0]
        assert container.duration / 1e6 == pytest.approx(float(60 / RATE), abs=0.002)
        times = [frame.time for frame in container.decode(stream)]
        np.testing.assert_allclose(times, [float(i / RATE) for i in range(60)], atol=0.0011)
        for name in ("colorspace", "color_primaries", "color_trc", "color_range", "pix_fmt"):
            assert getattr(stream.codec_context, name) == getattr(part.streams.video[0].codec_context, name)
        assert stream.metadata.get("ALPHA_MODE") == part.streams.video[0].metadata.get("ALPHA_MODE")
    if suffix != ".webm":
        data = whole.read_bytes()
        assert data.index(b"moov") < data.index(b"mdat"), "players can start before they have read all"
