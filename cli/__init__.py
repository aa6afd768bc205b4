"""Command `huren`: the shell that reads the clock, files and the terminal (docs/reference/command.md)."""
