"""One check a module, each from a case to one finding; `verifier.verify` runs them in order."""
