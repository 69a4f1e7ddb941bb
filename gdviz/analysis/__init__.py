"""What is reckoned from runs and said of them, and where on a page it goes: numbers and words, no pixel."""
