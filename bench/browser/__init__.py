"""The verifier in JavaScript and the page around it."""
