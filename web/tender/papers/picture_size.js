// How large a picture is, before it is unpacked: PNG third edition 11.2.1; ITU-T T.81, B.2.2.

const MOST_SEGMENTS = 65_536;

/**
 * Width and height in the head of a PNG or JPEG; null where there is none.
 * @param {Uint8Array} data
 */
export function sizeOf(data) {
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  if (data[0] === 0x89) return data.length < 24 ? null : { width: view.getUint32(16), height: view.getUint32(20) };
  let at = 2;
  for (let i = 0; i < MOST_SEGMENTS && at + 9 < data.length && data[at] === 0xff; i += 1) {
    const marker = data[at + 1];
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    if (marker === 0xda) return null;
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return null;
}
