"""What runs in a browser: the verifier in JavaScript and the verify page, linked and served."""
