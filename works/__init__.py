"""The agreement's other works: an apartment each (works/README.md)."""
