"""Chapters, captions and voices, read back out of the files that carry them."""

from fractions import Fraction

import av
import numpy as np
import pytest

from gdviz.encode import Chapter, Cue, Tracks, write
from gdviz.encode.sound import Voice
from gdviz.encode.tracks import srt, vtt, write_captions

CHAPTERS = (Chapter("One & <b>Ü</b>", Fraction(0), Fraction(1)), Chapter("Two", Fraction(1), Fraction(2)))
CUES = (
    Cue("Hällo, {\\b1}wörld\nin two lines", Fraction(0), Fraction(4, 5)),
    Cue("\\nabla & <i> 三 -->", Fraction(1), Fraction(19, 10)),
)


def filmed(path, tracks, **how):
    frames = [np.full((36, 64, 3), 5 * i, np.uint8) for i in range(20)]
    return write(path, frames, 10, tracks=tracks, **how)


def captions_in(path):
    """Return the captions of a video: from when, for how long, and the words."""
    with av.open(path) as container:
        stream = container.streams.subtitles[0]
        assert stream.metadata["language"] == "eng"
        packets = [packet for packet in container.demux(stream) if packet.size > 2]
        times = [(packet.pts * packet.time_base, packet.duration * packet.time_base) for packet in packets]
        # What MP4 calls timed text begins with its length.
        first = 2 if stream.codec_context.name == "mov_text" else 0
        words = [bytes(packet)[first:].decode().replace("\N{WORD JOINER}", "") for packet in packets]
    return [(*time, said) for time, said in zip(times, words, strict=True)]


@pytest.mark.parametrize("suffix", [".mp4", ".webm", ".mov"])
@pytest.mark.parametrize("how", [{}, {"max_bytes": 200_000}], ids=["alone", "under a size"])
def test_a_video_carries_chapters_and_captions(suffix, how, tmp_path):
    path = filmed(tmp_path / f"x{suffix}", Tracks(CHAPTERS, CUES), **how)
    with av.open(path) as container:
        told = [
            (one["metadata"]["title"], one["start"] * one["time_base"], one["end"] * one["time_base"])
            for one in container.chapters()
        ]
        assert told == [("One & <b>Ü</b>", 0, 1), ("Two", 1, 2)]
        assert len(list(container.decode(video=0))) == 20
        assert len(container.streams.audio) == 0
    assert captions_in(path) == [
        (0, Fraction(4, 5), CUES[0].words),
        (1, Fraction(9, 10), CUES[1].words),
    ]


def test_a_file_without_room_for_them_is_as_it_was(tmp_path):
    plain = filmed(tmp_path / "a.gif", Tracks()).read_bytes()
    assert filmed(tmp_path / "b.gif", Tracks(CHAPTERS, CUES)).read_bytes() == plain


def test_captions_as_files_say_when_and_what(tmp_path):
    assert srt(CUES).split("\n\n")[0] == "1\n00:00:00,000 --> 00:00:00,800\nHällo, {\\b1}wörld\nin two lines"
    assert vtt(CUES).startswith("WEBVTT\n\n00:00:00.000 --> 00:00:00.800\n")
    # In WebVTT an arrow and a tag mean something.
    assert "\\nabla &amp; &lt;i&gt; 三 --&gt;" in vtt(CUES)
    made = write_captions(tmp_path / "film.mp4", CUES)
    assert [path.name for path in made] == ["film.srt", "film.vtt"]
    for path in made:
        with av.open(path) as container:
            times = [float(one.pts * one.time_base) for one in container.demux() if one.size]
        assert times == [0.0, 1.0]


def test_an_hour_is_told_as_one():
    assert "01:02:03.004 --> 02:00:00.000" in vtt([Cue("x", Fraction(3723004, 1000), Fraction(7200))])


@pytest.mark.parametrize("suffix", [".mp4", ".webm", ".mov"])
def test_voices_are_heard_at_their_times(suffix, spoken, tmp_path):
    voices = (Voice(spoken(0.5, 440), Fraction(1, 4)), Voice(spoken(0.5, 880), Fraction(5, 4)))
    path = filmed(tmp_path / f"x{suffix}", Tracks(voices=voices, length=Fraction(2)))
    with av.open(path) as container:
        assert container.streams.audio[0].codec_context.name == {".webm": "opus"}.get(suffix, "aac")
        resampler = av.AudioResampler("flt", "mono", 48000)
        heard = np.concatenate(
            [made.to_ndarray()[0] for frame in container.decode(audio=0) for made in resampler.resample(frame)]
        )
    loud = [
        float(np.abs(heard[round(48000 * at) : round(48000 * at) + 2400]).mean()) for at in (0.1, 0.5, 1.0, 1.5, 1.9)
    ]
    assert [level > 0.05 for level in loud] == [False, True, False, True, False]
    assert abs(len(heard) / 48000 - 2) < 0.1
    # The second is an octave above the first.
    pitches = [np.abs(np.fft.rfft(heard[round(48000 * at) :][:4800])).argmax() * 10 for at in (0.4, 1.4)]
    assert pitches == [440, 880]


def test_the_same_tracks_make_the_same_bytes(spoken, tmp_path):
    tracks = Tracks(CHAPTERS, CUES, (Voice(spoken(0.5, 440), Fraction(0)),), Fraction(2))
    for suffix in (".mp4", ".webm"):
        one, other = (filmed(tmp_path / f"{name}{suffix}", tracks).read_bytes() for name in "ab")
        assert one == other
