"""The signed documents, a file for each kind, read strictly."""
