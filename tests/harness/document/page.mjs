/** A page: what a node serves, its scripts as they are, in a window of jsdom. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';

import { readDisplays } from './shown.mjs';

const require = createRequire(`${process.argv[2]}/`);
const navigation = require('jsdom/lib/jsdom/living/window/navigation.js');
const { navigate } = navigation;
navigation.navigate = goTo; // before jsdom takes its own, which stays where it is
const { JSDOM, VirtualConsole } = require('jsdom');
const { serializeURL } = require('whatwg-url');
const tables = require('fake-indexeddb');

const OUTER = [
  'ArrayBuffer', 'SharedArrayBuffer', 'DataView', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array',
  'Uint32Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array', 'TextEncoder', 'TextDecoder', 'Blob', 'File',
  'Headers', 'Request', 'Response', 'AbortController', 'AbortSignal', 'MessageChannel', 'ReadableStream', 'CompressionStream',
  'DecompressionStream', 'structuredClone', 'URLSearchParams', 'crypto', 'WebAssembly',
]; // what is of node and not of the window: so bytes are the same kind of bytes to both
const FIXED_DATE = `{
  const { Date: Real, givenTime } = globalThis;
  delete globalThis.givenTime;
  const now = () => givenTime() ?? Real.now();
  globalThis.Date = class Date extends Real {
    constructor(...given) { super(...(given.length === 0 ? [now()] : given)); }
    static now() { return now(); }
  };
}`;
export const tabs = new Map();
export const routed = new Map();
let count = 0;

export const number = () => (count += 1);
export const write = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The answer to a request of a tab: of a handler in the test, where there is one, else of the server. */
async function ask(tab, address, init = {}) {
  if (tab.window === null) return new Promise(() => {}); // it is closed
  const url = new URL(address, tab.url).href;
  write({ event: 'request', tab: tab.id, url });
  if (tab.context.isRouted && /^https?:/.test(url)) {
    const id = number();
    const answer = new Promise((resolve) => routed.set(id, resolve));
    write({ event: 'route', tab: tab.id, id, url });
    const { how, status, headers, body } = await answer;
    if (how === 'abort') throw new TypeError('Failed to fetch');
    if (how === 'fulfill') return new Response(Buffer.from(body, 'base64'), { status, headers });
  }
  if (url.startsWith('file:')) return new Response(readFileSync(fileURLToPath(url)));
  if (tab.context.offline && !/^(data|blob):/.test(url)) throw new TypeError('Failed to fetch');
  return fetch(url, { ...init, cache: 'default', headers: { 'accept-language': tab.context.locale } });
}

export class Tab {
  constructor(context) {
    this.context = context;
    this.id = count += 1;
    this.saved = [];
    this.confirms = [];
    this.dirty = null;
    this.opening = null;
    this.trail = []; // where it was
    this.loads = 0;
    tabs.set(this.id, this);
  }

  get document() {
    return this.window.document;
  }

  async open(address) {
    this.close();
    this.window = undefined;
    this.displays = null; // until it is loaded there is nothing to be found
    this.url = address;
    const answer = await ask(this, address);
    if (answer.url) this.url = answer.url + new URL(address).hash;
    this.trail.push(this.url);
    const html = await answer.text();
    const virtualConsole = new VirtualConsole();
    virtualConsole.on('jsdomError', (error) => error.type === 'css parsing' || this.tell(error.detail ?? error)); // this reads sheets on its own
    virtualConsole.on('error', (...said) => this.tell(said.join(' ')));
    const [bare, texts] = takeScripts(html);
    const dom = new JSDOM(bare, {
      url: this.url, runScripts: 'outside-only', pretendToBeVisual: true, virtualConsole,
      beforeParse: (window) => this.equip(window),
    });
    this.world = dom.getInternalVMContext();
    for (const [place, text] of texts) this.document.querySelectorAll('script')[place].textContent = text;
    vm.runInContext(FIXED_DATE, this.world);
    for (const script of this.context.scripts) vm.runInContext(script, this.world);
    const scripts = this.context.isRunning ? [...this.document.querySelectorAll('script')] : [];
    for (const script of scripts) await this.begin(script);
    this.window.addEventListener('submit', (event) => this.submit(event));
    this.displays = await readDisplays(this);
    this.loads += 1;
  }

  close() {
    this.window?.close();
    this.window = null;
    this.modules = new Map();
    this.downloads = [];
  }

  /** A script of the page, as a browser begins it. */
  async begin(script) {
    const { type, src } = script;
    if (type !== '' && type !== 'module' && type !== 'text/javascript') return;
    const text = async () => (src === '' ? script.textContent : (await ask(this, src)).text());
    try {
      if (type !== 'module') vm.runInContext(await text(), this.world, { filename: src });
      else await this.evaluated(await this.module(src || this.url, text));
    } catch (error) {
      if (error?.name !== 'TypeError' || error.message !== 'Failed to fetch') this.tell(error);
      const event = new this.window.Event('error');
      script.dispatchEvent(event);
    }
  }

  /** A form that no script takes leads to the address of what is in it. */
  submit(event) {
    if (event.defaultPrevented) return;
    event.preventDefault(); // of jsdom, which cannot
    const { target, submitter } = event;
    const url = new URL(target.action);
    url.search = new URLSearchParams([...new this.window.FormData(target, submitter)]);
    this.opening = sleep(0).then(() => this.open(url.href)).catch((error) => this.tell(error));
  }

  module(url, text = async () => (await ask(this, url)).text()) {
    if (!this.modules.has(url)) {
      const made = text().then((source) => this.compile(url, source));
      made.catch(() => this.modules.delete(url)); // it may be asked for again
      this.modules.set(url, made);
    }
    return this.modules.get(url);
  }

  compile(url, source) {
    const { window } = this;
    return new vm.SourceTextModule(source, {
      identifier: `${url}#${this.id}-${number()}`, // of one name, V8 would take the import() of a page before
      context: this.world,
      initializeImportMeta: (meta) => (meta.url = url),
      importModuleDynamically: async (name, { identifier }) => {
        if (this.window !== window) return new Promise(() => {}); // the page was left
        const module = await this.module(new URL(name, identifier).href);
        return this.window === window ? this.evaluated(module) : new Promise(() => {}); // it was left meanwhile
      },
    });
  }

  /** The module, when it has run; it does once, whoever asks. */
  evaluated(module) {
    module.run ??= (async () => {
      if (module.status === 'unlinked') await module.link((name, { identifier }) => this.module(new URL(name, identifier).href));
      await module.evaluate();
      return module;
    })();
    return module.run;
  }

  /** What the window of jsdom lacks, or has otherwise than a browser. */
  equip(window) {
    this.window = window;
    for (const name of OUTER) Object.defineProperty(window, name, { value: globalThis[name], configurable: true, writable: true });
    const tab = this;
    this.keep(window);
    window.URL = class extends URL {
      static createObjectURL(blob) {
        const address = URL.createObjectURL(blob);
        tab.saved.push([address, blob]);
        return address;
      }
    };
    window.fetch = (address, init) => new window.Promise((resolve, reject) => ask(this, address, init).then(resolve, reject));
    window.isSecureContext = true;
    window.scrollTo = () => {};
    window.CSS = { escape: (text) => text.replace(/[^\w\u0080-\uffff-]/g, '\\$&') };
    window.Element.prototype.scrollIntoView = () => {};
    window.HTMLScriptElement.prototype.noModule = false;
    window.print = () => {};
    window.createImageBitmap = async () => {
      throw new DOMException('no picture is read here', 'InvalidStateError');
    };
    window.confirm = () => this.confirms.shift() ?? false;
    window.HTMLAnchorElement.prototype.click = function click() {
      if (this.download === '') return window.HTMLElement.prototype.click.call(this);
      const [, blob] = tab.saved.find(([address]) => address === this.href);
      return tab.downloads.push({ name: this.download, blob });
    };
    const { locale } = this.context;
    const languages = [locale];
    for (const [name, get] of Object.entries({ languages: () => languages, language: () => locale, onLine: () => !tab.context.offline })) {
      Object.defineProperty(window.navigator, name, { get, configurable: true });
    }
    window.givenTime = () => this.context.time;
  }

  /** What one page keeps the next one has, of the same person and the same origin: tables, and words. */
  keep(window) {
    const { kept } = this.context;
    const origin = this.url.startsWith('file:') ? 'file:' : new URL(this.url).origin;
    if (!kept.has(origin)) kept.set(origin, { indexedDB: new tables.IDBFactory(), words: new Map() });
    const { indexedDB, words } = kept.get(origin);
    window.indexedDB = indexedDB;
    const storage = new Proxy({
      getItem: (key) => words.get(key) ?? null,
      setItem: (key, value) => void words.set(key, `${value}`),
      removeItem: (key) => void words.delete(key),
    }, { ownKeys: () => [...words.keys()], getOwnPropertyDescriptor: (_, key) => (words.has(key) ? { value: words.get(key), enumerable: true, configurable: true } : undefined) });
    Object.defineProperty(window, 'localStorage', { value: storage, configurable: true });
  }

  /** What failed in the page is said to the page, and to the test. */
  tell(error) {
    write({ event: 'error', tab: this.id, error: `${error?.stack ?? error}` });
  }

  reject(reason, promise) {
    const event = Object.assign(new this.window.Event('unhandledrejection', { cancelable: true }), { reason, promise });
    this.window.dispatchEvent(event);
    this.tell(reason);
  }
}

process.on('unhandledRejection', (reason, promise) => {
  for (const tab of tabs.values()) if (tab.window && promise instanceof vm.runInContext('Promise', tab.world)) tab.reject(reason, promise);
});

process.on('uncaughtException', (error) => {
  const tab = [...tabs.values()].find((one) => one.window && error instanceof vm.runInContext('Error', one.world));
  if (tab === undefined) return; // of a page that was left
  tab.window.dispatchEvent(new tab.window.ErrorEvent('error', { error, message: `${error}` }));
  tab.tell(error);
});

/** The page without the texts of its scripts, which a parser need not read letter by letter, and these by place. */
function takeScripts(html) {
  const texts = [];
  const parts = html.split(/(<script\b[^>]*>)/);
  for (let at = 2; at < parts.length; at += 2) {
    const end = parts[at].indexOf('</script');
    texts.push([at / 2 - 1, parts[at].slice(0, end)]);
    parts[at] = parts[at].slice(end);
  }
  return [parts.join(''), texts];
}

/** A page leads to another, or is loaded anew; where only the part behind `#` changes, jsdom does what a browser does. */
function goTo(window, url, flags) {
  const [here, there] = [window.location.href, serializeURL(url)].map((one) => one.split('#')[0]);
  if (url.scheme === 'javascript' || (here === there && !flags.reloadTriggered)) return navigate(window, url, flags);
  const tab = [...tabs.values()].find((one) => one.window === window);
  if (tab !== undefined) tab.opening = sleep(0).then(() => tab.open(serializeURL(url))).catch((error) => tab.tell(error));
}
