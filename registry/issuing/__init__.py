"""What this node signs or has signed elsewhere: planned on record, signed, then stored."""
