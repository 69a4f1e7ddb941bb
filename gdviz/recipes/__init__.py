"""Named pictures as data, and making them."""
