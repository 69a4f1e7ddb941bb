"""Slides: how scenes, beat by beat, finished films, explorable pages and words become a deck."""
