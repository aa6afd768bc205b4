/** What `signing/ed25519.js` uses of @noble/ed25519. */
export class Point {
  static BASE: Point;
  static fromBytes(data: Uint8Array): Point;
  multiply(factor: bigint, isSafe?: boolean): Point;
  add(other: Point): Point;
  negate(): Point;
  toBytes(): Uint8Array;
}
