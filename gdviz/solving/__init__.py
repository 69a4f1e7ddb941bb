"""From a specification to a run on disk: the only package that takes steps."""
