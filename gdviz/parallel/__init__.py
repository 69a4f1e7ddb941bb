"""Work in pieces: by the processes of this machine."""
