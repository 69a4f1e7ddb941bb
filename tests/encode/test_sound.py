"""Recorded voices: how long they are, and what is answered to those that are none."""

from fractions import Fraction

import numpy as np
import pytest

from gdviz.encode.sound import samples_in, voice_length


@pytest.mark.parametrize(("rate", "channels"), [(48000, 1), (44100, 2), (8000, 1)])
def test_a_recording_is_as_long_as_it_is_whatever_its_rate_and_channels(rate, channels, spoken):
    length = voice_length(spoken(1.5, 440, rate=rate, channels=channels))
    assert abs(length - Fraction(3, 2)) < Fraction(1, 1000)


def test_channels_are_mixed_into_one(spoken):
    heard = np.concatenate(list(samples_in(spoken(0.5, 440, channels=2))))
    assert heard.ndim == 1
    assert 0.2 < np.abs(heard).max() < 0.8


def test_silence_is_told(spoken):
    with pytest.raises(ValueError, match=r"440\.wav is silent from its beginning to its end; record that beat again"):
        voice_length(spoken(0.5, 440, loud=0.0))


def test_what_is_no_sound_is_told(tmp_path, solved):
    path = tmp_path / "a.wav"
    path.write_bytes(b"no sound at all")
    with pytest.raises(ValueError, match=r"a\.wav cannot be read as sound: .*; --voice takes \.wav"):
        voice_length(path)
    with pytest.raises(ValueError, match=r"b\.wav cannot be read as sound: No such file"):
        voice_length(tmp_path / "b.wav")


def test_a_film_without_sound_is_told(tmp_path):
    from gdviz.encode import write

    path = write(tmp_path / "x.mp4", [np.zeros((36, 64, 3), np.uint8)], 10)
    with pytest.raises(ValueError, match=r"x\.mp4 holds no sound; --voice takes recordings"):
        voice_length(path)
