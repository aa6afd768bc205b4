/** What `signing/` uses of @noble/ed25519. */
export class Point {
  static BASE: Point;
  static fromBytes(data: Uint8Array): Point;
  multiply(factor: bigint, isSafe?: boolean): Point;
  add(other: Point): Point;
  negate(): Point;
  toBytes(): Uint8Array;
}
export const hashes: { sha512?: (data: Uint8Array) => Uint8Array };
export function getPublicKey(seed: Uint8Array): Uint8Array;
export function sign(data: Uint8Array, seed: Uint8Array): Uint8Array;
