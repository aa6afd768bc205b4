"""What is asked before anything is planned or signed: of a draft, a number, a name, the next event."""
