"""Answers of a node as files: their addresses and names, and a reader in this process."""
