"""One picture on its way into another."""

import numpy as np

from gdviz.pens.agg import Pixels


def dissolved(one: Pixels, other: Pixels, share: float) -> Pixels:
    """Return a picture that is so far on its way from one to another, (height, width, 3 or 4) in straight alpha."""
    mixed = np.array(one)
    rows, columns = np.nonzero((one != other).any(axis=-1))
    first, second = (picture[rows, columns].astype(float) for picture in (one, other))
    if one.shape[-1] == 4:
        # Colours count as far as they are seen.
        alpha = (1 - share) * first[:, 3:] + share * second[:, 3:]
        seen = (1 - share) * first[:, :3] * first[:, 3:] + share * second[:, :3] * second[:, 3:]
        mixed[rows, columns] = np.rint(np.concatenate([seen / np.maximum(alpha, 1e-9), alpha], axis=1))
    else:
        mixed[rows, columns] = np.rint((1 - share) * first + share * second)
    return mixed
