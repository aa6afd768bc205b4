"""What one transaction sees: stored records as admission, issuing and publishing ask for them."""
