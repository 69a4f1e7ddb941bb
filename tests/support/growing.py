"""Runs that grow while somebody watches."""

import numpy as np

import gdviz
from gdviz.rendering.watching import watch

SCALES = np.array([1.0, 4.0])


def bowl(p):
    return np.sum(SCALES * p[..., :2] ** 2, axis=-1)


class Growing:
    """A training that takes a few steps whenever it is asked to."""

    def __init__(self, out, *, size=2, **about):
        self.params = np.linspace(2.0, 1.0, size)
        self.context = gdviz.record(out, **{"title": "A net", **about})
        self.run = self.context.__enter__()
        self.go_on()

    def go_on(self, steps=5):
        """Take so many steps."""
        for _ in range(steps):
            self.run.step(self.params, float(np.sum(self.params**2)))
            self.params = self.params * np.linspace(0.95, 0.8, self.params.size)

    def end(self, error=None):
        """Leave the recording, by an error or without."""
        self.context.__exit__(error and type(error), error, None)


def watched(paths, out, *acts, figure="contour", **how):
    """Watch runs, with something done in each pause, and return what was said; one pause more is a mistake."""
    said, rest = [], list(acts)

    def pause(seconds):
        assert rest, "it should have ended by now"
        return rest.pop(0)() is True

    watch(figure, paths, out, every=0.01, pause=pause, size=(320, 180), report=said.append, **how)
    assert not rest, "it ended before its time"
    return said[1:]
