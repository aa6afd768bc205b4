"""The folder a command works in: settings, registry, keys, files."""
