"""View of one transaction: stored records as admission, issuing and publishing ask for them."""
