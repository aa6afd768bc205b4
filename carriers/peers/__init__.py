"""Another node's files, over the network or from a folder: fetched by fixed paths, never trusted."""
