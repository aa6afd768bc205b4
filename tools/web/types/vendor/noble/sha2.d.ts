/** What `signing/ed25519.js` uses of @noble/hashes. */
export function sha512(data: Uint8Array): Uint8Array;
