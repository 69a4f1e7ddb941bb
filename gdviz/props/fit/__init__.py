"""A curve that is fitted to points, on the stage: its board, and what it costs."""
