"""One step of an optimizer, taken apart: its quantities line by line, as numbers; figures and scenes draw them."""
