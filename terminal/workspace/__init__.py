"""Folder of a command: settings, registry, keys, files."""
