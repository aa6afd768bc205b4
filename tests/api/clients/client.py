"""Script for the generated openapi-python-client: takes an address and three files, prints JSON."""

import json
import sys
from io import BytesIO
from pathlib import Path

from huren_client import Client
from huren_client.api.association import submit, submit_batch
from huren_client.api.enterprise import get_certificate, list_credentials
from huren_client.api.officer import (
    vcalm_verify_credential,
    vcalm_verify_presentation,
    verify,
    verify_batch,
)
from huren_client.models import (
    BatchRequest,
    SignedDocument,
    VcVerifyRequest,
    VerificationRequest,
    VpVerifyRequest,
)
from huren_client.types import File

address, text, document, forged = sys.argv[1], *(Path(name).read_text("utf-8") for name in sys.argv[2:])
client = Client(address)
said = {}

submitted = submit.sync_detailed(client=client, body=SignedDocument.from_dict(json.loads(document)))
said["submitted"] = [submitted.status_code, submitted.parsed.kind]
refused = submit.sync_detailed(client=client, body=SignedDocument.from_dict(json.loads(forged)))
said["refused"] = [refused.status_code, refused.parsed.code]
lines = File(BytesIO(document.encode() + b"\n" + forged.encode()), "records", "application/x-ndjson")
batch = submit_batch.sync(client=client, body=lines)
said["batch"] = [batch.admitted, batch.already, batch.refused, type(batch.results[1]).__name__]

question = VerificationRequest(credential=text, home="did:web:sc.huren.example")
verdict = verify.sync(client=client, body=question)
said["verified"] = [verdict.outcome.value, [one.grade for one in verdict.recognised]]
said["verdicts"] = [v.code for v in verify_batch.sync(client=client, body=BatchRequest([question])).verdicts]
asked = VcVerifyRequest.from_dict({"verifiableCredential": json.loads(document)})
said["vcalm"] = vcalm_verify_credential.sync(client=client, body=asked).verified
shown = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "type": ["VerifiablePresentation"],
    "verifiableCredential": [json.loads(document)],
}
presented = VpVerifyRequest.from_dict({"presentation": shown})
said["presented"] = vcalm_verify_presentation.sync(client=client, body=presented).verified

number = json.loads(document)["credentialSubject"]["assessment"]["certificateNumber"]
page = list_credentials.sync(client=client, q=number, limit=10)
said["found"] = [[item.certificate_number, item.standing.value] for item in page.items]
certificate = get_certificate.sync(number, client=client)
said["certificate"] = certificate.payload.read(5).decode()
print(json.dumps(said))
