"""One migration a file. A revision that was released is never changed."""
