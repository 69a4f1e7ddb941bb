"""The loss over a line or a plane of parameters: which plane, where it is sampled, and what is found on it."""
