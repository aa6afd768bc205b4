"""The signed documents, a kind a file, read strictly."""
