"""Electronic seals of PDFs: PAdES signatures (ETSI EN 319 142-1) that any PDF reader checks."""
