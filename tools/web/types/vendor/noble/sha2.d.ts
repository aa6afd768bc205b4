/** What `signing/` uses of @noble/hashes. */
export function sha512(data: Uint8Array): Uint8Array;
