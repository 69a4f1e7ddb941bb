"""A descent in one dimension on the stage."""
