"""One step of Adam on the stage, term by term."""
