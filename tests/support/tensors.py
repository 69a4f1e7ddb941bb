"""A stand-in for the tensors of a framework that the tests do not need."""

import numpy as np


class Tensor:
    """What is known here of a tensor with a history: numbers come of it once it is detached."""

    def __init__(self, *values, detached=False, is_meta=False):
        self.values, self.detached, self.is_meta = values, detached, is_meta

    def detach(self):
        """Return it without its history."""
        return Tensor(*self.values, detached=True, is_meta=self.is_meta)

    def cpu(self):
        """Return it, who is there already."""
        return self

    def __array__(self, dtype=None, copy=None):
        if not self.detached:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad")
        return np.array(self.values, dtype)
