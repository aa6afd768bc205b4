"""`python -m tools.examples`: write examples/ anew, except the files written by hand."""

from tools.examples.bid_opening import write_opening
from tools.examples.surveys import write_answers
from tools.examples.technologies import write_technologies

write_opening()
write_technologies()
write_answers()
