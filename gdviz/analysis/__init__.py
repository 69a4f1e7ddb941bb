"""What is reckoned from runs and said of them: numbers and words, no pixel."""
