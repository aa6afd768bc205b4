"""Pages without a readable code: what people saw on them, and written requests about them."""
