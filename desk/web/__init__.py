"""Pages of the desk, for the people of one association: sessions, passkeys, forms."""
