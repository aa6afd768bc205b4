"""Programs for developers of huren; none of them is installed."""
