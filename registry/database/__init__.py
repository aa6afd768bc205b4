"""Tables, the two databases that hold them, and transactions; nothing here reads a record."""
