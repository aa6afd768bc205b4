/** What `signing/` uses of @noble/ed25519. */
export class Point {
  static BASE: Point;
  static ZERO: Point;
  static CURVE(): { n: bigint };
  static fromBytes(data: Uint8Array): Point;
  multiply(factor: bigint, isSafe?: boolean): Point;
  add(other: Point): Point;
  double(): Point;
  negate(): Point;
  toBytes(): Uint8Array;
}
export const hashes: { sha512?: (data: Uint8Array) => Uint8Array };
export const utils: { getExtendedPublicKey(seed: Uint8Array): { prefix: Uint8Array, scalar: bigint, pointBytes: Uint8Array } };
export const etc: { hexToBytes(hex: string): Uint8Array };
