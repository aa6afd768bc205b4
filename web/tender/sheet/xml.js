// pyexpat, as carriers/spreadsheet/formats/sheet_xml.py asks it: XML 1.0 (fifth edition), without a document type.

import { CarrierError } from './errors.js';

/** @typedef {Map<string, string>} Attributes */
/** @typedef {{ start: (name: string, attributes: Attributes) => void, end?: (name: string) => void, text?: (text: string) => void }} Handlers */

const NAME = '[:A-Z_a-z\\u0080-\\u{10ffff}][-.:\\w\\u0080-\\u{10ffff}]*';
const DECLARATION = /<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:"1\.[0-9]+"|'1\.[0-9]+')(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(?:"[A-Za-z][-\w.]*"|'[A-Za-z][-\w.]*'))?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\r\n]*\?>/y;
const OPEN = new RegExp(`<(${NAME})`, 'uy');
const ATTRIBUTE = new RegExp(`[ \\t\\r\\n]+(${NAME})[ \\t\\r\\n]*=[ \\t\\r\\n]*(?:"([^<"]*)"|'([^<']*)')`, 'uy');
const CLOSE = /[ \t\r\n]*(\/?)>/y;
const END = new RegExp(`</(${NAME})[ \\t\\r\\n]*>`, 'uy');
const INSTRUCTION = new RegExp(`<\\?(${NAME})(?:[ \\t\\r\\n][^]*?)?\\?>`, 'uy');
const NO_CHARACTER = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;
const REFERENCE = /&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,10})|#x([0-9A-Fa-f]{1,10}));|&/g;
/** @type {Record<string, string>} */
const SIGNS = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const damaged = () => new CarrierError('sheet-damaged');

/**
 * Runs the handlers over one part, names without the prefix that the root has; CarrierError sheet-damaged for what is not
 * plain XML.
 * @param {string} given
 * @param {Handlers} handlers
 */
export function parseXml(given, handlers) {
  const source = given.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const end = source.search(NO_CHARACTER);
  new Parser(end < 0 ? source : source.slice(0, end), handlers).run();
  if (end >= 0) throw damaged();
}

class Parser {
  #at = 0;
  /** @type {string[]} */
  #open = [];
  #isBegun = false;
  #bare = (/** @type {string} */ name) => name;

  /**
   * @param {string} source
   * @param {Handlers} handlers
   */
  constructor(source, handlers) {
    this.source = source;
    this.handlers = handlers;
  }

  run() {
    this.#take(DECLARATION);
    while (this.#at < this.source.length) {
      const next = this.source.indexOf('<', this.#at);
      this.#text(this.source.slice(this.#at, next < 0 ? undefined : next));
      this.#at = next < 0 ? this.source.length : next;
      if (next >= 0) this.#markup();
    }
    if (!this.#isBegun || this.#open.length > 0) throw damaged();
  }

  /** @param {RegExp} form */
  #take(form) {
    form.lastIndex = this.#at;
    const match = form.exec(this.source);
    if (match !== null) this.#at = form.lastIndex;
    return match;
  }

  #markup() {
    const { source } = this;
    const second = source[this.#at + 1];
    if (second === '/') return this.#end();
    if (second === '?') {
      const match = this.#take(INSTRUCTION);
      if (match === null || match[1].toLowerCase() === 'xml') throw damaged();
    } else if (source.startsWith('<!--', this.#at)) {
      const end = source.indexOf('--', this.#at + 4);
      if (end < 0 || source[end + 2] !== '>') throw damaged();
      this.#at = end + 3;
    } else if (source.startsWith('<![CDATA[', this.#at) && this.#open.length > 0) {
      const end = source.indexOf(']]>', this.#at);
      if (end < 0) throw damaged();
      this.handlers.text?.(source.slice(this.#at + 9, end));
      this.#at = end + 3;
    } else this.#start();
  }

  #start() {
    const name = this.#take(OPEN)?.[1];
    if (name === undefined || (this.#isBegun && this.#open.length === 0)) throw damaged();
    /** @type {Attributes} */
    const attributes = new Map();
    for (let match = this.#take(ATTRIBUTE); match !== null; match = this.#take(ATTRIBUTE)) {
      const [, key, double, single] = match;
      if (attributes.has(key)) throw damaged();
      attributes.set(key, resolve((double ?? single).replace(/[\t\n]/g, ' ')));
    }
    const close = this.#take(CLOSE);
    if (close === null) throw damaged();
    if (!this.#isBegun && name.includes(':')) this.#bare = (text) => text.slice(text.lastIndexOf(':') + 1);
    this.#isBegun = true;
    this.handlers.start(this.#bare(name), attributes);
    if (close[1] === '') this.#open.push(name);
    else this.handlers.end?.(this.#bare(name));
  }

  #end() {
    const name = this.#take(END)?.[1];
    if (name === undefined || this.#open.pop() !== name) throw damaged();
    this.handlers.end?.(this.#bare(name));
  }

  /** @param {string} text */
  #text(text) {
    if (text === '') return;
    if (this.#open.length === 0) {
      if (/[^ \t\n]/.test(text)) throw damaged();
    } else if (text.includes(']]>')) throw damaged();
    else this.handlers.text?.(resolve(text));
  }
}

/** @param {string} text */
const resolve = (text) =>
  text.includes('&')
    ? text.replace(REFERENCE, (_, name, decimal, hex) => {
      if (name !== undefined) return SIGNS[name];
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      if (!(code <= 0x10ffff) || (code >= 0xd800 && code <= 0xdfff)) throw damaged();
      const sign = String.fromCodePoint(code);
      if (NO_CHARACTER.test(sign)) throw damaged();
      return sign;
    })
    : text;
