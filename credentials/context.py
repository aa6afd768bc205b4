"""The JSON-LD context of huren's documents, as every node serves it under `record.HUREN_CONTEXT`.

Verification never needs the context, since contexts are compared as text. Programs that read the documents as
linked data need it. Importing this module reads a file of the package. It follows the VC 2.0 context, or DID
v1 and Multikey v1 in key lists. It either repeats their protected terms word for word or omits them (JSON-LD
1.1 4.1.11); DataIntegrityProof is here for the key list.
"""

from importlib.resources import files

HUREN_CONTEXT_DOCUMENT: bytes = files("credentials").joinpath("huren-v1.jsonld").read_bytes()
"""The bytes to serve as application/ld+json."""
