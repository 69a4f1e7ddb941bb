"""The seam between solving and drawing: a run on disk, its format, its writer, its reader, and what it lacks."""
