"""What is new, for feed readers and calendars: Atom, iCalendar."""
