"""Log and its proofs: RFC 6962 trees, C2SP notes, checkpoints and receipts."""
