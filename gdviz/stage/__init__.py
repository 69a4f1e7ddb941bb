"""The vocabulary of Manim scenes, shared by all of them."""
