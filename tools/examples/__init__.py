"""Examples that are kept in the tree: made once by these programs, and read by tests as they are."""
