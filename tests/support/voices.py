"""Recorded voices: tones of a pitch."""

import wave

import numpy as np
import pytest


@pytest.fixture
def spoken(tmp_path):
    """Return a function that writes so many seconds of a tone of a pitch as a WAV file in a folder of voices."""

    def speak(seconds, pitch, *, rate=48000, channels=1, loud=0.5, name=""):
        path = tmp_path / "voices" / f"{name or pitch}.wav"
        path.parent.mkdir(exist_ok=True)
        tone = loud * np.sin(2 * np.pi * pitch * np.arange(round(rate * seconds)) / rate)
        with wave.open(str(path), "wb") as file:
            file.setnchannels(channels)
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes(np.repeat(np.rint(32767 * tone).astype("<i2"), channels).tobytes())
        return path

    return speak
