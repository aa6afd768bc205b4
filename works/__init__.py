"""The agreement's other works, one apartment for each (works/README.md)."""
