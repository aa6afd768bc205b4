/** What the page uses of zxing-wasm. */
export function prepareZXingModule(options: { overrides: { wasmBinary: ArrayBufferLike }; fireImmediately: true }): Promise<unknown>;
export function readBarcodes(pixels: ImageData, options: object): Promise<Barcode[]>;

export interface Point {
  x: number;
  y: number;
}

export interface Barcode {
  isValid: boolean;
  text: string;
  position: { topLeft: Point; topRight: Point; bottomLeft: Point; bottomRight: Point };
}
