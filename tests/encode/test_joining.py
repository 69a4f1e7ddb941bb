"""Videos put end to end show the frames of all, in their time."""

from fractions import Fraction

import av
import numpy as np
import pytest

from gdviz.encode import FORMATS, VideoPiece, WriteOptions, assemble

RATE = Fraction(30000, 1001)


@pytest.mark.parametrize("suffix", [".mp4", ".webm", ".mov"])
@pytest.mark.parametrize("kind", ["clip", "glass"])
def test_joined_videos_show_the_frames_of_their_parts(suffix, kind, request, filmed, tmp_path):
    if (suffix, kind) == (".mp4", "glass"):
        pytest.skip("MP4 has no transparency")
    frames = request.getfixturevalue(kind)(60, 48, 240)
    cuts = [(0, 1), (1, 31), (31, 33), (33, 60)]
    made = VideoPiece(FORMATS[suffix].write, RATE, WriteOptions())
    pieces = [made([(frame, 1) for frame in frames[start:end]]) for start, end in cuts]
    parts = [tmp_path / f"{number}{suffix}" for number in range(4)]
    for part, piece in zip(parts, pieces, strict=True):
        part.write_bytes(piece)
    whole = tmp_path / "made" / f"a{suffix}"
    whole.parent.mkdir()
    assemble(whole, iter(pieces), FORMATS[suffix].write.container, RATE)
    assert list(whole.parent.iterdir()) == [whole]
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
