"""News for feed readers and calendars: Atom, iCalendar."""
