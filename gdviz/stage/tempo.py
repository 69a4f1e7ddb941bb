"""How fast a scene is told: so many times as long as it is written, and how long its beats rest at their ends."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tempo:
    """The tempo of each beat of a scene; the last is that of all that follow.

    Attributes
    ----------
    paces
        How many times as long all in a beat takes.
    holds
        How long a beat rests on its last picture, in seconds.
    """

    paces: tuple[float, ...] = (1.0,)
    holds: tuple[float, ...] = (0.0,)

    def pace_of(self, beat: int) -> float:
        """Return how many times as long all in a beat takes, by its number from 1; 0 is what comes before the first."""
        return self.paces[min(max(beat - 1, 0), len(self.paces) - 1)]

    def hold_of(self, beat: int) -> float:
        """Return how long a beat rests at its end."""
        return self.holds[min(max(beat - 1, 0), len(self.holds) - 1)]


AS_WRITTEN = Tempo()
