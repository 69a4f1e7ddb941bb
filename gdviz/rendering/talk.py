"""A film as a talk: its beats as chapters, what is said of them as captions and as a script, and a recorded voice."""

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from gdviz.encode import Chapter, Cue, Tracks
from gdviz.encode.sound import AUDIO, Voice, voice_length
from gdviz.encode.tracks import SOUND
from gdviz.files.texts import not_there
from gdviz.languages import counted, localized, said
from gdviz.rendering.beats import FilmOrder, PlannedBeat, planned
from gdviz.stage.tempo import Tempo
from gdviz.style.wrapping import wrap

if TYPE_CHECKING:
    from gdviz.parallel.crew import Crew

# How many times as long a film is at each pace.
PACES = {"slow": 1.5, "normal": 1.0, "fast": 0.75}
# A voice makes a beat at most so many times as long or as short; the rest of it is heard over the beat's last picture.
STRETCH = 1.5
# A film that is to last so long is told at most so many times as fast or as slowly as it is written.
FAR = 4.0
# How often its pace is mended where parts of frames have made it too long.
TRIES = 4
# A caption has at most two lines of so many letters, of which those of the far East count twice.
COLUMNS, LINES = 42, 2
# However short it is, a caption is read as if it had so many letters more.
GLANCE = 8
# After these a sentence is over.
END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")
# After these a clause is.
CLAUSE = re.compile(r"(?<=[,;:])\s+|(?<=[，；：])")
# The languages of captions in files, whose names there have three letters.
CODES = {"en": "eng", "de": "ger", "fr": "fre", "es": "spa", "zh": "chi", "ja": "jpn"}


@dataclass(frozen=True)
class Talk:
    """How a film is told.

    Attributes
    ----------
    pace
        One of PACES.
    hold
        How much longer each beat rests on its last picture, in seconds.
    voice
        Files of sound, one for each beat.
    seconds
        How long it is, whatever its pace would be; None for as long as it takes.
    """

    pace: str = "normal"
    hold: float = 0.0
    voice: tuple[Path, ...] = ()
    seconds: float | None = None

    def check(self, suffix: str) -> None:
        """Raise ValueError for what cannot be, before anything takes long."""
        if self.pace not in PACES:
            raise ValueError(f"--pace takes {', '.join(PACES)}, not {self.pace!r}; try --pace slow")
        if not 0 <= self.hold <= 600:
            raise ValueError(f"--hold takes 0 to 600 seconds, not {self.hold:g}; try --hold 3")
        if self.seconds is not None:
            if not self.seconds > 0:
                raise ValueError(f"--seconds takes a length above 0, not {self.seconds:g}; try --seconds 20")
            for other, is_given in (("pace", self.pace != "normal"), ("voice", self.voice)):
                if is_given:
                    raise ValueError(f"--seconds and --{other} both say how long a film is; leave out one of them")
        if self.voice and suffix not in SOUND:
            raise ValueError(f"{suffix[1:].upper()} has no sound for --voice; write {', '.join(SOUND)}")

    def told(self, film: FilmOrder, crew: "Crew") -> tuple[FilmOrder, list[PlannedBeat], Tracks]:
        """Return a film in this tempo, its beats, and what it carries beside its pictures.

        Raises
        ------
        ValueError
            If there is no beat to film, or there are not as many voices, or one cannot be heard.
        """
        pace = PACES[self.pace]
        film = replace(film, tempo=Tempo((pace,), (0.0 if self.voice else self.hold,)))
        beats = planned(film, crew)
        voices: tuple[Voice, ...] = ()
        if self.voice:
            film, beats, voices = self._spoken(film, beats, crew)
        if self.seconds is not None:
            film, beats = self._lasting(self.seconds, film, beats, crew)
        rate = film.target.rate
        ends = ends_of(beats)
        language = CODES.get(film.target.style.lang.name, "und")
        tracks = Tracks(
            tuple(
                Chapter(
                    beat.beat.name or film.scene.name, Fraction(end - len(beat.frames)) / rate, Fraction(end) / rate
                )
                for beat, end in zip(beats, ends, strict=True)
            ),
            cues_of(beats, rate),
            voices,
            Fraction(ends[-1]) / rate,
            language,
        )
        return film, beats, tracks

    def _lasting(
        self, seconds: float, film: FilmOrder, beats: Sequence[PlannedBeat], crew: "Crew"
    ) -> tuple[FilmOrder, list[PlannedBeat]]:
        """Return a film that is told so fast that it is so long, and its beats."""
        rate, wanted, length = film.target.rate, round(seconds * film.target.rate), ends_of(beats)[-1]
        rests = round(self.hold * rate) * sum(1 for beat in beats if beat.number)
        pace = (wanted - rests) / max(length - rests, 1)
        if not 1 / FAR <= pace <= FAR:
            least, most = ((rests + (length - rests) * limit) / rate for limit in (1 / FAR, FAR))
            raise ValueError(
                f"this film of scene {film.scene.name} lasts {float(length / rate):.1f} seconds as it is written; "
                f"--seconds takes {float(least):.1f} to {float(most):.1f} for it, not {seconds:g}"
            )
        last = max(beat.number for beat in beats)
        for _ in range(TRIES):
            film = replace(film, tempo=Tempo((pace,), (self.hold,)))
            rest = wanted - ends_of(planned(film, crew))[-1]
            if rest >= 0:
                break
            # Each part of it has whole frames, and some were rounded up.
            pace *= 1 + (rest - 1) / wanted
        holds = (*(self.hold for _ in range(last - 1)), self.hold + max(float(rest / rate), 0.0))
        film = replace(film, tempo=Tempo((pace,), holds))
        return film, planned(film, crew)

    def _spoken(
        self, film: FilmOrder, beats: Sequence[PlannedBeat], crew: "Crew"
    ) -> tuple[FilmOrder, list[PlannedBeat], tuple[Voice, ...]]:
        """Return a film in which each beat is as long as its voice, its beats, and when each voice begins."""
        told = [beat for beat in beats if beat.number]
        if len(told) != len(self.voice):
            files = f"{len(self.voice)} {'file' if len(self.voice) == 1 else 'files'}"
            names = ", ".join(f"{beat.number} {beat.beat.name}" for beat in told)
            raise ValueError(f"--voice takes one file for each beat and got {files}; the beats to film: {names}")
        rate = film.target.rate
        wanted = {
            beat.number: math.ceil(voice_length(path) * rate) for beat, path in zip(told, self.voice, strict=True)
        }
        count = max(wanted)
        stretched = dict.fromkeys(range(1, count + 1), 1.0)
        for beat in told:
            ratio = wanted[beat.number] / len(beat.frames)
            stretched[beat.number] = min(max(ratio, 1 / STRETCH), STRETCH)
        paces = tuple(PACES[self.pace] * stretched[number] for number in range(1, count + 1))
        film = replace(film, tempo=Tempo(paces))
        lengths = {beat.number: len(beat.frames) for beat in planned(film, crew)}
        holds = tuple(
            self.hold + float(max(wanted.get(number, 0) - lengths.get(number, 0), 0) / rate)
            for number in range(1, count + 1)
        )
        film = replace(film, tempo=Tempo(paces, holds))
        beats = planned(film, crew)
        starts = {
            beat.number: Fraction(end - len(beat.frames)) / rate
            for beat, end in zip(beats, ends_of(beats), strict=True)
        }
        voices = zip(told, self.voice, strict=True)
        return film, beats, tuple(Voice(path, starts[beat.number]) for beat, path in voices)


def ends_of(beats: Sequence[PlannedBeat]) -> list[int]:
    """Return how many frames of a film of these beats are over at the end of each."""
    ends = [0]
    for beat in beats:
        ends.append(ends[-1] + len(beat.frames))
    return ends[1:]


def cues_of(beats: Sequence[PlannedBeat], rate: Fraction) -> tuple[Cue, ...]:
    """Return what is said of beats as captions: sentence by sentence, each as long as it is beside the others."""
    found = []
    for beat, end in zip(beats, ends_of(beats), strict=True):
        pieces = [piece for sentence in sentences_in(beat.beat.notes) for piece in _caption(sentence)]
        weights = [_columns(piece) + GLANCE for piece in pieces]
        start, total, done = end - len(beat.frames), sum(weights), 0
        for piece, weight in zip(pieces, weights, strict=True):
            first, last = (start + len(beat.frames) * at // total for at in (done, done + weight))
            done += weight
            if last > first:
                found.append(Cue(piece, Fraction(first) / rate, Fraction(last) / rate))
    return tuple(found)


def sentences_in(words: str) -> list[str]:
    """Return words sentence by sentence."""
    return [sentence.strip() for sentence in END.split(words) if sentence.strip()]


def speakers_script(beats: Sequence[PlannedBeat], rate: Fraction, title: str) -> str:
    """Return what a speaker says, and when: for each beat its time, its name and its length, and a line a sentence."""
    ends = ends_of(beats)
    told: dict[str, str] = {"title": title, "length": _minutes(Fraction(ends[-1]) / rate)}
    lines = [counted("{title}: {length} in {n} beat", "{title}: {length} in {n} beats", len(beats), **told)]
    for beat, end in zip(beats, ends, strict=True):
        start, length = Fraction(end - len(beat.frames)) / rate, Fraction(len(beat.frames)) / rate
        name = f"{beat.number}. {beat.beat.name}" if beat.number else said("before the first beat")
        lines += ["", f"{_minutes(start)}  {name} ({localized(f'{float(length):.1f}')} s)"]
        lines += [f"      {sentence}" for sentence in sentences_in(beat.beat.notes)]
    return "\n".join(lines)


def voices_in(given: Sequence[str | Path]) -> tuple[Path, ...]:
    """Return files of sound: those that are given, those in a directory, or those that a pattern such as *.wav finds.

    Files of a directory or a pattern come in the order of their names, numbers in them by their size.

    Raises
    ------
    ValueError
        If a file is not there, or a directory or a pattern has none.
    """
    found: list[Path] = []
    for path in map(Path, given):
        if path.is_dir():
            more = [one for one in path.iterdir() if one.suffix.lower() in AUDIO]
        elif any(sign in path.name for sign in "*?[") and not path.exists():
            more = list(path.parent.glob(path.name))
        elif path.exists():
            found.append(path)
            continue
        else:
            raise ValueError(not_there(path, "--voice takes a recording for each beat, or their folder"))
        if not more:
            raise ValueError(f"there is no recording in {path}; --voice takes {', '.join(AUDIO[:5])}, one file a beat")
        found += sorted(more, key=lambda one: [int(part) if part.isdecimal() else part for part in _parts(one.name)])
    return tuple(found)


def _parts(name: str) -> list[str]:
    """Return a name in turns of other signs and of digits."""
    return re.split(r"(\d+)", name)


def _caption(sentence: str) -> list[str]:
    """Return a sentence in captions of at most two lines, which end where its clauses do if those are short enough."""
    told: list[str] = []
    for clause in CLAUSE.split(sentence):
        longer = f"{told[-1]} {clause}" if told else clause
        if told and len(_lines(longer)) <= LINES:
            told[-1] = longer
        else:
            told.append(clause)
    return [piece for clause in told for piece in _in_two_lines(clause)]


def _in_two_lines(words: str) -> Iterator[str]:
    """Yield words in captions of at most two lines: two of two lines, and not one of two and one of a word."""
    lines = _lines(words)
    count = -(-len(lines) // LINES)
    bounds = [len(lines) * i // count for i in range(count + 1)]
    return ("\n".join(lines[a:b]) for a, b in pairwise(bounds))


def _lines(words: str) -> list[str]:
    return wrap(words, _columns, COLUMNS)


def _columns(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in words)


def _minutes(seconds: Fraction) -> str:
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02}"
