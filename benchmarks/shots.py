"""The shot that benchmarks/filming.py films, as a scene."""

from gdviz.stage.counters import Counters, count_loss, count_steps
from gdviz.stage.relief import ReliefProp
from gdviz.stage.stage import Stage

SECONDS = 10.0


class RollingBall(Stage):
    """Roll a ball down a bowl while the camera goes round."""

    def construct(self) -> None:
        """Play one shot."""
        relief = ReliefProp(self, box=(0.37, 0.03, 0.98, 0.97))
        counters = Counters(self, count_steps(self), count_loss(self, self.run))
        self.add(self.heading("Gradient descent on a bowl"), relief, counters)
        counters.seen.set_value(1)
        self.beat("the descent", "The ball rolls down.")
        self.run_clock(SECONDS, relief.orbit())
