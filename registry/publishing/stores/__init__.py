"""Places of a static tree: a folder, or a bucket of object storage."""
