// carriers/papers/kinds.py: the kind of a paper, by its name and its first bytes, and its largest size.

import { maxJudgedBytes } from '../../credentials/kinds.js';
import { ARCHIVE_MAX_TOTAL, PDF_MAX_BYTES, PICTURE_MAX_BYTES } from './limits.js';

/** @typedef {'pdf' | 'png' | 'jpeg' | 'tiff' | 'json' | 'text' | 'zip' | 'other'} PaperKind */

/** Within which a PDF says that it is one. */
export const HEAD_BYTES = 1024;

const PACKAGES = /\.(?:ntf|nzf|njstf|gef)$/; // of trading platforms
const DOCUMENTS = /\.(?:ofd|ceb|cebx)$/; // of fixed layout (OFD: GB/T 33190), which only their programs open
const OFFICE = /\.(?:docx?|docm|rtf|odt|wps|xlsx?|xlsm|ods|et|pptx?|odp|dps)$/;
const PICTURES = /\.(?:heic|heif|webp|avif|gif|bmp)$/;
const TIFF_MAGICS = ['II*\0', 'MM\0*'];
const ARCHIVES = /\.(?:rar|7z|tar|gz|tgz|bz2|xz|z|cab|iso)$/;
const ARCHIVE_MAGICS = ['Rar!', '7z\xbc\xaf', '\x1f\x8b', 'BZh', '\xfd7zXZ'];
const ZIP_MAGICS = ['PK\x03\x04', 'PK\x05\x06'];
const OF_PACKETS = /^(?:[ \t\r\n]*\{[ \t\r\n]*(?:"agreements": ?\[|"type": ?"TenderPacket\/1")|<!doctype html>\n<!-- TenderPacket\/1 -->\n)/; // a bundle, list and sheet of a bidder's packet: they hold no certificate
/** @type {Record<string, PaperKind>} */
const DAMAGED = { pdf: 'pdf', png: 'png', jpg: 'jpeg', jpeg: 'jpeg', tif: 'tiff', tiff: 'tiff', zip: 'zip' };

/**
 * The kind, and the reason why it is not read where there is one.
 * @param {string} name
 * @param {Uint8Array} head
 * @param {number} size
 * @returns {{ kind: PaperKind, reason: string | null }}
 */
export function tellPaper(name, head, size) {
  const { kind, reason } = tell(name.toLowerCase(), String.fromCharCode(...head));
  if (reason !== null) return { kind, reason };
  if (size === 0) return { kind, reason: 'paper-empty' };
  if (size > mostBytes(kind)) return { kind, reason: kind === 'zip' ? 'archive-too-large' : 'paper-too-large' };
  return { kind, reason: null };
}

/**
 * @param {string} name
 * @param {string} head a character a byte
 * @returns {{ kind: PaperKind, reason: string | null }}
 */
function tell(name, head) {
  const begins = (/** @type {string[]} */ magics) => magics.some((magic) => head.startsWith(magic));
  if (PACKAGES.test(name)) return { kind: 'other', reason: 'paper-package' };
  if (DOCUMENTS.test(name)) return { kind: 'other', reason: 'paper-other-document' };
  if (name.endsWith('.zip') && begins(ZIP_MAGICS)) return { kind: 'zip', reason: null };
  if (begins(['\x89PNG\r\n\x1a\n'])) return { kind: 'png', reason: null };
  if (begins(['\xff\xd8\xff'])) return { kind: 'jpeg', reason: null };
  if (begins(TIFF_MAGICS)) return { kind: 'tiff', reason: null };
  if (head.includes('%PDF-')) return { kind: 'pdf', reason: null };
  if (OFFICE.test(name)) return { kind: 'other', reason: 'paper-office' };
  if (PICTURES.test(name)) return { kind: 'other', reason: 'paper-other-picture' };
  if (ARCHIVES.test(name) || begins(ARCHIVE_MAGICS)) return { kind: 'other', reason: 'paper-other-archive' };
  const damaged = DAMAGED[/\.([a-z]+)$/.exec(name)?.[1] ?? ''];
  if (damaged !== undefined) return { kind: damaged, reason: head === '' ? null : 'paper-damaged' };
  if (/\.(?:json|html)$/.test(name) && OF_PACKETS.test(head)) return { kind: 'json', reason: 'paper-no-code' };
  if (head.includes('\0') || (head !== '' && !/\.(?:json|txt|url|tlog-proof)$/.test(name))) return { kind: 'other', reason: 'paper-other-kind' };
  return { kind: /^[\xef\xbb\xbf \t\r\n]*\{/.test(head) ? 'json' : 'text', reason: null };
}

/** @param {PaperKind} kind */
function mostBytes(kind) {
  if (kind === 'pdf' || kind === 'tiff') return PDF_MAX_BYTES;
  if (kind === 'zip') return ARCHIVE_MAX_TOTAL;
  return kind === 'png' || kind === 'jpeg' ? PICTURE_MAX_BYTES : maxJudgedBytes();
}
