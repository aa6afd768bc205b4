/** On the types openapi-typescript made: what an address says of a text to verify and of two signed documents. */

import createClient from "openapi-fetch";
import type { components, paths } from "./huren";

type Signed = components["schemas"]["SignedDocument"];

export async function ask(address: string, text: string, document: string, forged: string): Promise<object> {
  const api = createClient<paths>({ baseUrl: address });
  const said: Record<string, unknown> = {};

  const submitted = await api.POST("/api/v1/records", { body: JSON.parse(document) as Signed });
  said.submitted = [submitted.response.status, submitted.data?.kind];
  const refused = await api.POST("/api/v1/records", { body: JSON.parse(forged) as Signed });
  said.refused = [refused.response.status, refused.error?.code];
  const batch = await api.POST("/api/v1/records/batch", {
    body: `${document}\n${forged}`,
    bodySerializer: (lines) => lines,
    headers: { "Content-Type": "application/x-ndjson" },
  });
  const kinds = batch.data?.results.map((one) => ("code" in one ? "ProblemView" : "ReceiptView"));
  said.batch = [batch.data?.admitted, batch.data?.already, batch.data?.refused, kinds?.[1]];

  const question = { credential: text, home: "did:web:sc.huren.example" };
  const verdict = await api.POST("/api/v1/verifications", { body: question });
  said.verified = [verdict.data?.outcome, verdict.data?.recognised.map((one) => one.grade)];
  const verdicts = await api.POST("/api/v1/verifications/batch", { body: { verifications: [question] } });
  said.verdicts = verdicts.data?.verdicts.map((one) => one.code);
  const credential = JSON.parse(document) as Record<string, unknown>;
  const vcalm = await api.POST("/credentials/verify", { body: { verifiableCredential: credential } });
  said.vcalm = vcalm.data?.verified;
  const presentation = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    type: ["VerifiablePresentation"],
    verifiableCredential: [credential],
  };
  const presented = await api.POST("/presentations/verify", { body: { presentation } });
  said.presented = presented.data?.verified;

  const { certificateNumber } = JSON.parse(document).credentialSubject.assessment;
  const query = { q: certificateNumber as string, limit: 10 };
  const page = await api.GET("/api/v1/credentials", { params: { query } });
  said.found = page.data?.items.map((item) => [item.certificateNumber, item.standing]);
  const certificate = await api.GET("/api/v1/credentials/{reference}/certificate.pdf", {
    params: { path: { reference: certificateNumber } },
    parseAs: "arrayBuffer",
  });
  said.certificate = new TextDecoder().decode(certificate.data?.slice(0, 5));
  return said;
}
