// SHA-256 by WebCrypto; on a page without it (plain HTTP) by @noble/hashes.

const subtle = globalThis.crypto?.subtle;
let noble;

/** The 32 bytes of SHA-256(data). */
export async function sha256(data) {
  if (subtle) return new Uint8Array(await subtle.digest('SHA-256', data));
  noble ??= await import('../vendor/noble/sha2.js');
  return noble.sha256(data);
}
