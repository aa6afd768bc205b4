"""The browser side: the verifier in JavaScript and the verify page, linked and served."""
