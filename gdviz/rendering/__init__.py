"""Where runs, a renderer and the encoder meet."""
