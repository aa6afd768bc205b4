"""The JSON-LD context of huren's documents, as every node serves it under `record.HUREN_CONTEXT`.

Verification never needs it: contexts are compared as text. It is for programs that read the documents as
linked data. Importing this module reads a file of the package.

It sits after the VC 2.0 context, or after DID v1 and Multikey v1 in key lists: what those protect is defined
again word for word or not at all (JSON-LD 1.1 4.1.11), and DataIntegrityProof stands here for the key list.
"""

from importlib.resources import files

HUREN_CONTEXT_DOCUMENT: bytes = files("credentials").joinpath("huren-v1.jsonld").read_bytes()
"""The bytes to serve as application/ld+json."""
