"""Trust data: the keys, events and manifests of each association, and their agreement."""
