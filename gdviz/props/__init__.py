"""What one story alone puts on the stage, under the name of its subject."""
