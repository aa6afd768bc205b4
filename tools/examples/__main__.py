"""`python -m tools.examples` writes examples/ anew, but for what is written by hand."""

from tools.examples.bid_opening import write_opening

write_opening()
