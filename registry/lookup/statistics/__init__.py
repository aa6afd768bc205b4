"""Statistics reports and surveys as this registry holds them."""
