"""What runs in a browser: the verifier in JavaScript and the verify page; and how they are linked and served."""
