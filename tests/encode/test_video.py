"""MP4, WebM and MOV play everywhere, in the colours that went in."""

import pickle
from dataclasses import replace
from fractions import Fraction

import av
import numpy as np
import pytest

from gdviz.encode import FORMATS, VideoPiece, WriteOptions, join, write
from gdviz.encode.frames import Selection

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


def piece(suffix, frames):
    """Return the video of frames, each with how many it stands for, made alone, as another process would."""
    made = VideoPiece(FORMATS[suffix].write, RATE, WriteOptions())
    return pickle.loads(pickle.dumps(made))(frames)  # noqa: S301


def video(path, frames):
    path.write_bytes(piece(path.suffix, [(frame, 1) for frame in frames]))
    return path


@pytest.mark.parametrize("suffix", STREAMED)
def test_a_frame_that_stands_is_added_once_and_shown_as_long(suffix, clip, tmp_path):
    first, last = clip(2)
    assert piece(suffix, [(first, 7), (last, 3)]) == piece(suffix, [(first, 1)] * 7 + [(last, 1)] * 3)


@pytest.mark.parametrize("suffix", STREAMED)
def test_a_film_is_made_in_pieces_that_begin_with_a_whole_picture(suffix, clip, tmp_path):
    codec = replace(FORMATS[suffix].write, longest=8)
    done = []
    codec(tmp_path / f"a{suffix}", Selection(clip(20), RATE), WriteOptions(), done.append)
    assert done == list(range(1, 21))
    with av.open(tmp_path / f"a{suffix}") as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
    assert [packets[i].is_keyframe for i in (0, 6, 13)] == [True] * 3
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"a{suffix}"], "no piece is left"
    parts = [video(tmp_path / f"{i}{suffix}", clip(20)[i:end]) for i, end in ((0, 6), (6, 13), (13, 20))]
    join(tmp_path / f"b{suffix}", parts, codec.container, RATE)
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()
