"""What a video carries beside its pictures: chapters, captions and a voice."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from gdviz.encode.sound import Voice, sound_packets

# Times in a file are in thousandths of a second.
TICK = Fraction(1, 1000)
# The codecs of captions and of sound, by the suffix of a video.
CAPTIONS = {".mp4": "mov_text", ".mov": "mov_text", ".webm": "webvtt"}
SOUND = {".mp4": "aac", ".mov": "aac", ".webm": "libopus"}
# FFmpeg's encoders of captions read a script of Advanced SubStation Alpha, of which a line is this and the words; the
# style is their own usual one, and so no words are set apart from it.
HEADER = b"""[Script Info]
ScriptType: v4.00+
PlayResX: 384
PlayResY: 288

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, \
StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,0

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""
LINE = "0,0,Default,,0,0,0,,"
# What means something there: a backslash and a brace stay such before a sign that cannot be seen and joins words.
ESCAPES = str.maketrans({"\\": "\\\N{WORD JOINER}", "{": "{\N{WORD JOINER}", "\n": r"\N"})


@dataclass(frozen=True)
class Chapter:
    """A part of a film that players can go to: its name, and from when to when it is, in seconds."""

    name: str
    start: Fraction
    end: Fraction


@dataclass(frozen=True)
class Cue:
    """Words that are read with a film, in lines, and from when to when they are shown, in seconds."""

    words: str
    start: Fraction
    end: Fraction


@dataclass(frozen=True)
class Tracks:
    """What a film carries beside its pictures.

    Attributes
    ----------
    chapters, cues
        In the order of time.
    voices
        What is heard.
    length
        Of the film, in seconds.
    language
        Of the captions, by its three letters.
    """

    chapters: tuple[Chapter, ...] = ()
    cues: tuple[Cue, ...] = ()
    voices: tuple[Voice, ...] = ()
    length: Fraction = Fraction(0)
    language: str = "eng"

    def added(self, container: Any, suffix: str) -> list[Iterator[Any]]:
        """Add what there is to a container before anything is written there, and return its packets, stream by stream.

        A file that can hold none of a kind is left without it.
        """
        if self.chapters:
            container.set_chapters([_entry(number, one) for number, one in enumerate(self.chapters, 1)])
        made = []
        if self.cues and suffix in CAPTIONS:
            made.append(_caption_packets(container, CAPTIONS[suffix], self.cues, self.language))
        if self.voices and suffix in SOUND:
            made.append(sound_packets(container, SOUND[suffix], self.voices, self.length))
        return made


NO_TRACKS = Tracks()


def _entry(number: int, chapter: Chapter) -> Any:
    start, end = (round(time / TICK) for time in (chapter.start, chapter.end))
    return {"id": number, "start": start, "end": end, "time_base": TICK, "metadata": {"title": chapter.name}}


def _caption_packets(container: Any, codec: str, cues: Sequence[Cue], language: str) -> Iterator[Any]:
    """Add a stream of captions, which players show when they are asked to, and return its packets."""
    stream = container.add_stream(codec)
    stream.codec_context.subtitle_header = HEADER
    stream.metadata["language"] = language
    stream.time_base = TICK

    def packets() -> Iterator[Any]:
        from av.subtitles.subtitle import SubtitleSet

        for cue in cues:
            start, end = round(cue.start / TICK), round(cue.end / TICK)
            words = f"{LINE}{cue.words.translate(ESCAPES)}".encode()
            packet = stream.codec_context.encode_subtitle(SubtitleSet.create(words, 0, end - start, start))
            packet.stream, packet.time_base = stream, TICK
            packet.pts = packet.dts = start
            packet.duration = end - start
            yield packet

    return packets()


def srt(cues: Sequence[Cue]) -> str:
    """Return captions as SubRip has them."""
    return "\n".join(
        f"{number}\n{_clock(one.start, ',')} --> {_clock(one.end, ',')}\n{one.words}\n"
        for number, one in enumerate(cues, 1)
    )


def vtt(cues: Sequence[Cue]) -> str:
    """Return captions as WebVTT, which browsers show, has them: what would be markup there is written out."""
    from html import escape

    told = (f"{_clock(one.start)} --> {_clock(one.end)}\n{escape(one.words, quote=False)}\n" for one in cues)
    return "\n".join(["WEBVTT\n", *told])


def write_captions(path: Path, cues: Sequence[Cue]) -> list[Path]:
    """Write captions as .srt and .vtt beside a film, and return the files."""
    from gdviz.files.atomic import appearing

    made = []
    for suffix, written in ((".srt", srt(cues)), (".vtt", vtt(cues))):
        made.append(path.with_suffix(suffix))
        with appearing(made[-1]) as temporary:
            temporary.write_text(written, encoding="utf-8", newline="\n")
    return made


def _clock(seconds: Fraction, point: str = ".") -> str:
    """Return a time as hours, minutes, seconds and thousandths."""
    whole, rest = divmod(round(seconds / TICK), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{point}{rest:03}"
