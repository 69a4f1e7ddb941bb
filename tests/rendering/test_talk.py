"""What is said over a film: when, in how many lines, and by whose voice."""

from fractions import Fraction
from itertools import pairwise
from math import ceil
from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.importorskip("manim")

from gdviz.languages import Language, speaking
from gdviz.rendering.beats import FilmOrder, PlannedBeat
from gdviz.rendering.options import Target, styled
from gdviz.rendering.talk import Talk, cues_of, sentences_in, speakers_script, voices_in
from gdviz.stage.stage import Beat

BEATS = [
    PlannedBeat(1, Beat("the start", "Height is the loss. How far is it? 三つの点。次へ。"), range(30, 90)),
    PlannedBeat(2, Beat("the end", "Loss 16.12 → 1.31e−9."), range(90, 120)),
]


def test_sentences_end_at_their_signs_and_not_within_numbers():
    assert sentences_in(BEATS[0].beat.notes) == ["Height is the loss.", "How far is it?", "三つの点。", "次へ。"]
    assert sentences_in(BEATS[1].beat.notes) == ["Loss 16.12 → 1.31e−9."]
    assert sentences_in("") == []


def test_captions_fill_their_beats_in_whole_frames_and_begin_with_the_film():
    cues = cues_of(BEATS, Fraction(10))
    assert (cues[0].start, cues[3].end, cues[4].start, cues[4].end) == (0, 6, 6, 9)
    assert all(one.end == other.start for one, other in pairwise(cues))
    assert all((10 * cue.end).denominator == 1 for cue in cues)
    # The longer a sentence is the longer it is shown.
    assert cues[0].end - cues[0].start > cues[1].end - cues[1].start


def test_a_long_sentence_is_several_captions_of_two_lines():
    words = "that what is said here goes on and on until no two lines of a caption can hold it " * 2
    cues = cues_of([PlannedBeat(1, Beat("x", f"So {words.strip()}."), range(100))], Fraction(10))
    assert len(cues) > 1
    for cue in cues:
        assert 1 <= len(cue.words.split("\n")) <= 2
        assert max(map(len, cue.words.split("\n"))) <= 42
    assert " ".join(" ".join(cue.words.split("\n")) for cue in cues) == f"So {words.strip()}."


def test_a_long_sentence_is_parted_between_its_clauses():
    words = "0,02 zu klein: 11 % des Verlusts übrig; 0,31 konvergiert bei Schritt 9; 0,45 aus dem Bild bei Schritt 3."
    cues = cues_of([PlannedBeat(1, Beat("x", words), range(100))], Fraction(10))
    told = [cue.words.replace("\n", " ") for cue in cues]
    assert told == [words[:71], words[72:]]
    assert told[0].endswith("Schritt 9;")


def test_the_script_is_in_the_language_that_is_spoken():
    with speaking(Language("de")):
        told = speakers_script(BEATS, Fraction(10), "Ein Vortrag").splitlines()
    assert (told[0], told[2]) == ("Ein Vortrag: 0:09 in 2 Teilen", "0:00  1. the start (6,0 s)")


def test_letters_of_the_far_east_are_two_columns_wide():
    (cue,) = cues_of([PlannedBeat(1, Beat("x", "勾" * 30 + "。"), range(10))], Fraction(10))
    assert [len(line) <= 21 for line in cue.words.split("\n")] == [True, True]


def test_a_beat_of_which_nothing_is_said_has_no_caption():
    assert cues_of([PlannedBeat(1, Beat("x", ""), range(10))], Fraction(10)) == ()


def test_the_script_has_times_names_lengths_and_sentences():
    assert speakers_script(BEATS, Fraction(10), "A talk") == (
        "A talk: 0:09 in 2 beats\n\n"
        "0:00  1. the start (6.0 s)\n      Height is the loss.\n      How far is it?\n"
        "      三つの点。\n      次へ。\n\n"
        "0:06  2. the end (3.0 s)\n      Loss 16.12 → 1.31e−9."
    )


@pytest.mark.parametrize(
    ("talk", "suffix", "why"),
    [
        (Talk("slowly"), ".mp4", "--pace takes slow, normal, fast, not 'slowly'; try --pace slow"),
        (Talk(hold=-1), ".mp4", "--hold takes 0 to 600 seconds, not -1; try --hold 3"),
        (Talk(hold=float("nan")), ".mp4", "--hold takes 0 to 600 seconds, not nan"),
        (Talk(voice=(Path("a.wav"),)), ".gif", "GIF has no sound for --voice; write .mp4, .mov, .webm"),
        (Talk(seconds=0), ".mp4", "--seconds takes a length above 0, not 0; try --seconds 20"),
        (Talk("slow", seconds=9), ".mp4", "--seconds and --pace both say how long a film is; leave out one of them"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_filmed(talk, suffix, why):
    with pytest.raises(ValueError, match=why):
        talk.check(suffix)


def test_voices_come_by_name_by_folder_and_by_pattern_in_the_order_of_their_numbers(tmp_path):
    for name in ("10.wav", "9.wav", "a2.mp3", "notes.txt"):
        (tmp_path / name).touch()
    assert [path.name for path in voices_in([tmp_path])] == ["9.wav", "10.wav", "a2.mp3"]
    assert [path.name for path in voices_in([tmp_path / "*.wav"])] == ["9.wav", "10.wav"]
    files = (tmp_path / "notes.txt", tmp_path / "9.wav")
    assert voices_in(files) == files
    with pytest.raises(ValueError, match=r"there is no file .*8\.wav; did you mean '9\.wav'\?"):
        voices_in([tmp_path / "8.wav"])
    with pytest.raises(ValueError, match=r"there is no recording in .*\*\.flac; --voice takes \.wav, \.mp3"):
        voices_in([tmp_path / "*.flac"])


# A scene of two beats of so many parts, each of which lasts so many tenths of a second and has whole frames.
PARTS = ((3, 5, 13), (9, 2))


def planned(film, crew):
    """Return the beats of such a scene at its tempo, at ten frames a second."""
    found, start = [], 0
    for number, parts in enumerate(PARTS, 1):
        pace, hold = film.tempo.pace_of(number), film.tempo.hold_of(number)
        end = start + sum(ceil(pace * part) for part in parts) + round(10 * hold)
        found.append(PlannedBeat(number, Beat("x", ""), range(start, end)))
        start = end
    return found


@pytest.fixture
def film(monkeypatch):
    monkeypatch.setattr("gdviz.rendering.talk.planned", planned)
    target = Target.of("film.mp4", styled("dark"), size=(32, 18), fps=10)
    return FilmOrder(SimpleNamespace(name="bowl"), (), target, Path("nowhere"))


@pytest.mark.parametrize(("seconds", "hold"), [(1, 0.0), (2.4, 0.0), (3.2, 0.0), (7.7, 0.0), (12, 0.0), (9, 2.0)])
def test_a_film_lasts_as_long_as_is_asked_to_the_frame(seconds, hold, film):
    _, beats, tracks = Talk(hold=hold, seconds=seconds).told(film, None)
    assert beats[-1].frames.stop == round(10 * seconds)
    assert tracks.chapters[-1].end == Fraction(round(10 * seconds), 10)


def test_a_film_that_cannot_be_told_so_fast_says_how_long_it_can_be(film):
    words = "this film of scene bowl lasts 3.2 seconds as it is written; --seconds takes 0.8 to 12.8 for it, not 60"
    with pytest.raises(ValueError, match=words):
        Talk(seconds=60).told(film, None)
