"""The slope in every direction on the stage."""
