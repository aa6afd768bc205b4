"""The tables, the two databases that hold them, and transactions on them: nothing here reads a record."""
