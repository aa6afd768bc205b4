"""People of the desk: invitations, enrolled keys, drafts of people lists."""
