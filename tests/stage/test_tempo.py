"""The tempo of a film: every beat takes so many times as long, and rests so long at its end."""

from gdviz.stage.tempo import AS_WRITTEN, Tempo


def test_the_last_beat_that_is_told_of_is_all_that_follow():
    tempo = Tempo((1.0, 2.0), (0.5,))
    assert [tempo.pace_of(beat) for beat in (0, 1, 2, 3, 9)] == [1.0, 1.0, 2.0, 2.0, 2.0]
    assert {tempo.hold_of(beat) for beat in (1, 2, 9)} == {0.5}
    assert (AS_WRITTEN.pace_of(3), AS_WRITTEN.hold_of(3)) == (1.0, 0.0)
