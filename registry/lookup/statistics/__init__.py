"""Statistics reports as this registry holds them."""
