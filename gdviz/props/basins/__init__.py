"""Where each start ends, on the stage."""
