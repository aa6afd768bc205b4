"""Routes of the desk: one router a page or two, each asking first who is there."""
