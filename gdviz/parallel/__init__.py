"""Work in pieces: by the processes of this machine, or by the workers of a cluster."""
