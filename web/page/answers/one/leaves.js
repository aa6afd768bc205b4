// Everything that a record holds: its members and the codes of closed lists by their words, in their order.

import { labelsOf } from '../../../credentials/documents/works/member_labels.js';
import { MEMBERS } from '../../../texts/error_words.js';
import { formatEnd, formatMoment } from '../../words/names.js';
import { comma, label } from '../../words/sentences.js';

const IS_TIME = /^\d{4}-\d\d-\d\dT/;
/** Members that hold the end of a term: the first time outside it. */
const ENDS = new Set(['until', 'validUntil']);

/**
 * Returns each value inside `value` with the words of its members; leaves out the type, which the kind states.
 * @param {unknown} value
 * @param {(string | number)[]} path
 * @returns {[word: string, value: string][]}
 */
export function listLeaves(value, path = []) {
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== 'object')) return [[nameOf(path), value.map((item) => formatValue(item, path)).join(comma())]];
    return value.flatMap((item, place) => listLeaves(item, [...path, place + 1]));
  }
  if (typeof value !== 'object' || value === null) return [[nameOf(path), formatValue(value, path)]];
  const members = Object.entries(value).filter(([name]) => name !== 'type');
  if (members.length === 2 && 'zh' in value && 'en' in value) return [[nameOf(path), `${value.zh} / ${value.en}`]];
  return members.flatMap(([name, member]) => listLeaves(member, [...path, name]));
}

/** @param {(string | number)[]} path */
const nameOf = (path) => path.map((part) => label(MEMBERS, String(part))).join(' · ');

/**
 * A code in words; a time as people read it, and that of an end by the last day of its term.
 * @param {unknown} value
 * @param {(string | number)[]} path
 */
function formatValue(value, path) {
  const text = String(value);
  if (!IS_TIME.test(text)) return label(labelsOf(path), text);
  return ENDS.has(String(path.at(-1))) ? formatEnd(text) : formatMoment(text);
}
