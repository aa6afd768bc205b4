/** Pages without a browser: the scripts that a node serves run, as they are, in the document of jsdom.
 *
 * Requests are lines of JSON on stdin, `{id, method, args}`, each answered by `{id, value}` or `{id, error}`; between them
 * stand `{event, ...}`. `args` of pages_in_node.py say what each method takes. There is no layout, no worker, no table that
 * outlives a page, and no picture is read.
 */

import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';

const require = createRequire(`${process.argv[2]}/`);
const navigation = require('jsdom/lib/jsdom/living/window/navigation.js');
const { navigate } = navigation;
navigation.navigate = goTo; // before jsdom takes its own, which stays where it is
const { JSDOM, VirtualConsole } = require('jsdom');
const { serializeURL } = require('whatwg-url');

const PATIENCE_MS = 4; // between two looks at what is waited for
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
const contexts = new Map();
const tabs = new Map();
const routed = new Map();
const compiled = new Map();
let count = 0;

const write = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(look, timeout, what) {
  const end = performance.now() + timeout;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(`waited ${timeout} ms for ${what()}`);
    await sleep(PATIENCE_MS);
  }
}

// --- what is asked of the node

/** The answer to a request of a tab: of a handler in the test, where there is one, else of the server. */
async function ask(tab, address, init = {}) {
  if (tab.window === null) return new Promise(() => {}); // it is closed
  const url = new URL(address, tab.url).href;
  write({ event: 'request', tab: tab.id, url });
  if (tab.context.isRouted && /^https?:/.test(url)) {
    const id = (count += 1);
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

// --- a page

class Tab {
  constructor(context) {
    this.context = context;
    this.id = count += 1;
    this.saved = [];
    this.confirms = [];
    this.dirty = null;
    this.opening = null;
    tabs.set(this.id, this);
  }

  get document() {
    return this.window.document;
  }

  async open(address) {
    this.close();
    this.window = undefined;
    this.url = address;
    const answer = await ask(this, address);
    if (answer.url) this.url = answer.url + new URL(address).hash;
    const html = await answer.text();
    const virtualConsole = new VirtualConsole();
    virtualConsole.on('jsdomError', (error) => error.type === 'css parsing' || this.tell(error.detail ?? error)); // this reads sheets on its own
    virtualConsole.on('error', (...said) => this.tell(said.join(' ')));
    const dom = new JSDOM(html, {
      url: this.url, runScripts: 'outside-only', pretendToBeVisual: true, virtualConsole,
      beforeParse: (window) => this.equip(window),
    });
    this.world = dom.getInternalVMContext();
    vm.runInContext(FIXED_DATE, this.world);
    for (const script of this.context.scripts) vm.runInContext(script, this.world);
    const scripts = this.context.isRunning ? [...this.document.querySelectorAll('script')] : [];
    for (const script of scripts) await this.begin(script);
    this.displays = await readDisplays(this);
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
      else void (await this.evaluated(await this.module(src || this.url, text)));
    } catch (error) {
      if (error?.name !== 'TypeError' || error.message !== 'Failed to fetch') this.tell(error);
      const event = new this.window.Event('error');
      script.dispatchEvent(event);
    }
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
    const before = compiled.get(source);
    const module = new vm.SourceTextModule(source, {
      identifier: `${url}#${this.id}-${(count += 1)}`, context: this.world, // of one name, V8 would take the import() of a page before cachedData: before,
      initializeImportMeta: (meta) => (meta.url = url),
      importModuleDynamically: async (name, { identifier }) => {
        if (this.window !== window) return new Promise(() => {}); // the page was left
        return this.evaluated(await this.module(new URL(name, identifier).href));
      },
    });

    if (before === undefined) compiled.set(source, module.createCachedData());
    return module;
  }

  /** The module, when it has run; it does once, whoever asks. */
  evaluated(module) {
    module.run ??= (async () => {
      await module.link((name, { identifier }) => this.module(new URL(name, identifier).href));
      await module.evaluate();
      return module;
    })();
    return module.run;
  }

  /** What the window of jsdom lacks, or has otherwise than a browser in which nothing is kept. */
  equip(window) {
    this.window = window;
    for (const name of OUTER) Object.defineProperty(window, name, { value: globalThis[name], configurable: true, writable: true });
    const tab = this;
    window.URL = class extends URL {
      static createObjectURL(blob) {
        const address = URL.createObjectURL(blob);
        tab.saved.push([address, blob]);
        return address;
      }
    };
    window.fetch = (address, init) => ask(this, address, init);
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
    const [before] = [...tabs.values()].filter((one) => one !== this && one.context === this.context && one.window && one.url?.startsWith('http')).slice(-1);
    if (before && this.url.startsWith('http')) for (const [key, value] of Object.entries(before.window.localStorage)) window.localStorage.setItem(key, value);
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

/** A page leads to another, or is loaded anew; where only the part behind `#` changes, jsdom does what a browser does. */
function goTo(window, url, flags) {
  const [here, there] = [window.location.href, serializeURL(url)].map((one) => one.split('#')[0]);
  if (url.scheme === 'javascript' || (here === there && !flags.reloadTriggered)) return navigate(window, url, flags);
  const tab = [...tabs.values()].find((one) => one.window === window);
  if (tab !== undefined) tab.opening = sleep(0).then(() => tab.open(serializeURL(url))).catch((error) => tab.tell(error));
}

// --- which elements are shown, by the sheets of the page

const MEDIA = { width: 1280 };
const isMet = (media) =>
  media.split(',').some((one) => one.split(/\s+and\s+/).every((part) => {
    const [, bound, value, unit] = /^\((min|max)-width:\s*([\d.]+)(px|rem|em)\)$/.exec(part.trim()) ?? [];
    if (bound === undefined) return part.trim() === 'screen' || part.trim() === 'all';
    const pixels = Number(value) * (unit === 'px' ? 1 : 16);
    return bound === 'min' ? MEDIA.width >= pixels : MEDIA.width <= pixels;
  }));

const sheets = new Map();

/** The rules of a sheet: what stands before the braces, and what in them. */
function* rulesIn(sheet) {
  for (let at = 0, open = sheet.indexOf('{'); open >= 0; open = sheet.indexOf('{', at)) {
    let end = open + 1;
    for (let depth = 1; depth > 0 && end < sheet.length; end += 1) depth += sheet[end] === '{' ? 1 : sheet[end] === '}' ? -1 : 0;
    yield [sheet.slice(at, open).trim(), sheet.slice(open + 1, end - 1)];
    at = end;
  }
}

/** Selectors that say how elements are displayed, by what an element must have; the strongest first. */
async function readDisplays(tab) {
  const found = [];
  const walk = (sheet) => {
    for (const [head, body] of rulesIn(sheet)) {
      if (head.startsWith('@media')) isMet(head.slice('@media'.length)) && walk(body);
      const [, display, isForced] = /(?:^|[;\s])display:\s*([\w-]+)\s*(!important)?/.exec(body) ?? [];
      if (head.startsWith('@') || display === undefined) continue;
      for (const selector of head.split(/,(?![^(]*\))/)) found.push({ selector: selector.trim(), display, isForced });
    }
  };
  const texts = [...tab.document.querySelectorAll('style')].map((style) => style.textContent);
  for (const { href } of tab.document.querySelectorAll('link[rel=stylesheet]')) {
    if (!sheets.has(href)) sheets.set(href, await (await fetch(href)).text());
    texts.push(sheets.get(href));
  }
  for (const text of texts) walk(text.replace(/\/\*.*?\*\//gs, ''));
  const weight = (one) => {
    const bare = one.selector.replace(/:(not|is|has)\(/g, '(');
    const ids = bare.match(/#/g)?.length ?? 0;
    const classes = bare.match(/\.[a-z]|\[|:(?!:)/gi)?.length ?? 0;
    return (one.isForced ? 1e9 : 0) + ids * 1e6 + classes * 1e3 + (bare.match(/(^|[\s>+~(])[a-z]/gi)?.length ?? 0);
  };
  const ordered = found.map((one, place) => ({ ...one, place, weight: weight(one) })).sort((a, b) => b.weight - a.weight || b.place - a.place);
  const index = new Map();
  for (const one of ordered) {
    const last = one.selector.replace(/\([^()]*(\([^()]*\))?[^()]*\)/g, '').split(/[\s>+~]+/).at(-1);
    const key = /#[\w-]+/.exec(last)?.[0] ?? /\.[\w-]+/.exec(last)?.[0] ?? (/^[\w]+/.exec(last)?.[0] ?? '*');
    if (!index.has(key)) index.set(key, []);
    index.get(key).push(one);
  }
  return index;
}

const NEVER = new Set(['script', 'style', 'template', 'head', 'noscript', 'datalist', 'svg', 'textarea', 'input', 'canvas', 'video']);
const BLOCKS = new Set([
  'address', 'article', 'aside', 'blockquote', 'body', 'caption', 'dd', 'details', 'dialog', 'div', 'dl', 'dt', 'fieldset', 'figure', 'footer',
  'form', 'h1', 'h2', 'h3', 'h4', 'header', 'hr', 'html', 'li', 'main', 'nav', 'ol', 'option', 'p', 'pre', 'section', 'summary', 'table',
  'tbody', 'thead', 'tfoot', 'tr', 'ul',
]);

/** `display` of elements, each worked out once. */
class Shown {
  constructor(tab) {
    this.tab = tab;
    this.known = new Map();
  }

  display(element) {
    if (!this.known.has(element)) this.known.set(element, this.find(element));
    return this.known.get(element);
  }

  find(element) {
    const { localName, parentElement } = element;
    if (element.hasAttribute('hidden')) return 'none';
    if (localName === 'dialog' && !element.hasAttribute('open')) return 'none';
    if (parentElement?.localName === 'details' && !parentElement.open && element !== parentElement.querySelector(':scope > summary')) return 'none';
    const keys = [element.id && `#${element.id}`, ...[...element.classList].map((name) => `.${name}`), localName, '*'];
    const rules = keys.flatMap((key) => this.tab.displays.get(key) ?? []).sort((a, b) => b.weight - a.weight || b.place - a.place);
    const own = rules.find(({ selector }) => matches(element, selector))?.display;
    if (own === 'none') return 'none';
    const around = parentElement === null ? '' : this.display(parentElement);
    if (/flex|grid/.test(around)) return own && !own.startsWith('inline') ? own : 'block';
    return own ?? (BLOCKS.has(localName) ? 'block' : localName === 'td' || localName === 'th' ? 'table-cell' : 'inline');
  }

  isShown(element) {
    for (let one = element; one !== null; one = one.parentElement) if (this.display(one) === 'none') return false;
    return true;
  }

  /** As `innerText` of a browser has it, but for what only layout knows. */
  text(element) {
    if (!this.isShown(element)) return element.textContent;
    const parts = [];
    const walk = (node) => {
      if (node.nodeType === 3) parts.push(node.data.replace(/[ \t\n\r\f]+/g, ' '));
      if (node.nodeType !== 1 || (node !== element && NEVER.has(node.localName))) return;
      if (node.localName === 'br') return void parts.push('\n');
      const display = this.display(node);
      if (display === 'none') return;
      const lines = node === element ? 0 : node.localName === 'p' ? 2 : !/^inline|cell/.test(display) ? 1 : 0;
      if (lines) parts.push(lines);
      for (const child of node.childNodes) walk(child);
      if (lines) parts.push(lines);
      if (display === 'table-cell' && node.nextElementSibling !== null) parts.push('\t');
    };
    walk(element);
    let text = '';
    let due = 0;
    for (const part of parts) {
      if (typeof part === 'number') due = Math.max(due, part);
      else if (part.trim() === '' && part !== '\n' && part !== '\t') text += due === 0 && !/\s$/.test(text) ? part : '';
      else {
        text = due === 0 ? text : text.trimEnd() + (text.trim() === '' ? '' : '\n'.repeat(due));
        text += /[\s]$/.test(text) && part !== '\n' && part !== '\t' ? part.trimStart() : part;
        due = 0;
      }
    }
    return text.trim();
  }
}

function matches(element, selector) {
  try {
    return element.matches(selector);
  } catch {
    return false; // of browsers alone
  }
}

// --- finding elements

const inOneLine = (text) => text.replace(/\s+/g, ' ').trim();

/** The elements that `steps` lead to, as playwright's locators do. */
function find(tab, steps, root = tab.document) {
  let found = [root];
  for (const { css, text, pattern, has, nth } of steps) {
    if (nth !== undefined) {
      found = found.slice(nth === -1 ? -1 : nth, nth === -1 ? undefined : nth + 1);
      continue;
    }
    const isVisible = css.endsWith(':visible');
    const selector = (isVisible ? css.slice(0, -':visible'.length) : css).replace(/^\s*>/, ':scope >');
    found = [...new Set(found.flatMap((one) => [...one.querySelectorAll(selector)]))];
    if (isVisible) found = visible(tab, found);
    if (text !== undefined) found = found.filter((one) => inOneLine(one.textContent).toLowerCase().includes(inOneLine(text).toLowerCase()));
    if (pattern !== undefined) found = found.filter((one) => new RegExp(...pattern).test(inOneLine(one.textContent)));
    if (has !== undefined) found = found.filter((one) => find(tab, has, one).length > 0);
  }
  return found;
}

function visible(tab, elements) {
  const shown = new Shown(tab);
  return elements.filter((one) => shown.isShown(one));
}

function only(tab, steps) {
  const found = find(tab, steps);
  if (found.length > 1) throw new Error(`${found.length} elements for ${JSON.stringify(steps)}`);
  return found[0];
}

const STATES = {
  attached: (tab, one) => one !== undefined,
  detached: (tab, one) => one === undefined,
  visible: (tab, one) => one !== undefined && new Shown(tab).isShown(one),
  hidden: (tab, one) => one === undefined || !new Shown(tab).isShown(one),
};

// --- what a person does

/** The focus goes elsewhere: what was typed counts. */
function leave(tab, next) {
  const { dirty } = tab;
  if (dirty === null || dirty === next) return;
  tab.dirty = null;
  dirty.dispatchEvent(new tab.window.Event('change', { bubbles: true }));
}

function focus(tab, element) {
  leave(tab, element);
  element.focus();
}

function press(tab, element, key) {
  if (element !== tab.document.activeElement) focus(tab, element);
  const event = new tab.window.KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
  if (!element.dispatchEvent(event)) return;
  if (key === 'Tab') {
    leave(tab, null);
    element.blur();
  } else if (key === 'Enter') {
    leave(tab, null);
    const submit = element.form?.querySelector('button:not([type]), [type=submit]');
    if (element.localName === 'input') submit ? submit.click() : element.form?.requestSubmit();
    else if (element.localName !== 'textarea') element.click();
  }
}

const filesIn = (path, name = basename(path)) =>
  (statSync(path).isDirectory() ? readdirSync(path).sort().flatMap((one) => filesIn(join(path, one), `${name}/${one}`)) : [[path, name]]);

/** Files that a person chose, which `value = ''` lets go of. */
function choose(tab, input, paths) {
  const isFolder = paths.length === 1 && statSync(paths[0]).isDirectory();
  const files = paths.flatMap((path) => filesIn(path)).map(([path, name]) => {
    const file = new File([readFileSync(path)], basename(path));
    Object.defineProperty(file, 'webkitRelativePath', { value: isFolder ? name : '' });
    return file;
  });
  let chosen = files;
  Object.defineProperty(input, 'files', { configurable: true, get: () => chosen });
  Object.defineProperty(input, 'value', { configurable: true, get: () => (chosen.length ? chosen[0].name : ''), set: () => (chosen = []) });
  for (const type of ['input', 'change']) input.dispatchEvent(new tab.window.Event(type, { bubbles: true }));
}

const ACTIONS = {
  click(tab, element) {
    const target = element.closest('a[href], button, input, select, textarea, summary, [tabindex]');
    if (target !== null) focus(tab, target);
    element.click();
  },
  fill(tab, element, value) {
    focus(tab, element);
    element.value = value;
    element.dispatchEvent(new tab.window.Event('input', { bubbles: true }));
    if (['date', 'time', 'month', 'color'].includes(element.type)) element.dispatchEvent(new tab.window.Event('change', { bubbles: true }));
    else tab.dirty = element;
  },
  press,
  focus,
  select(tab, element, value) {
    const option = [...element.options].find((one) => one.value === value || one.label === value);
    if (option === undefined) return false;
    focus(tab, element);
    element.value = option.value;
    for (const type of ['input', 'change']) element.dispatchEvent(new tab.window.Event(type, { bubbles: true }));
    return true;
  },
};
const QUESTIONS = {
  inner_text: (tab, element) => new Shown(tab).text(element),
  text_content: (_, element) => element.textContent,
  attribute: (_, element, name) => element.getAttribute(name),
  input_value: (_, element) => element.value,
  enabled: (_, element) => !element.disabled,
  evaluate: (tab, element, code, given) => evaluate(tab, code, element, given),
};

/** What an expression of the test comes to in the page; a function is called. */
async function evaluate(tab, code, ...given) {
  const found = vm.runInContext(`(${code})`, tab.world);
  return (await (typeof found === 'function' ? found(...given) : found)) ?? null;
}

// --- what the test asks

const METHODS = {
  context({ locale, width, offline, isRunning }) {
    MEDIA.width = width;
    const id = (count += 1);
    contexts.set(id, { locale, width, offline, isRunning, time: null, isRouted: false, scripts: [] });
    return id;
  },
  set: ({ context, ...how }) => void Object.assign(contexts.get(context), how),
  script: ({ context, script }) => void contexts.get(context).scripts.push(script),
  tab: ({ context }) => new Tab(contexts.get(context)).id,
  close({ tab }) {
    tabs.get(tab)?.close();
    tabs.delete(tab);
  },
  open: ({ tab, url }) => tabs.get(tab).open(url),
  url: ({ tab }) => tabs.get(tab).window.location.href,
  reload: ({ tab }) => tabs.get(tab).open(tabs.get(tab).window.location.href),
  title: ({ tab }) => tabs.get(tab).document.title,
  content: ({ tab }) => tabs.get(tab).document.documentElement.outerHTML,
  evaluate: ({ tab, code, given }) => evaluate(tabs.get(tab), code, given),
  confirms: ({ tab, answers }) => void tabs.get(tab).confirms.push(...answers),
  async go({ tab, by }) {
    const { window } = tabs.get(tab);
    window.history.go(by);
    await sleep(PATIENCE_MS);
  },
  async until({ tab, code, timeout }) {
    let isMet = false;
    for (const end = performance.now() + timeout; !isMet; await sleep(PATIENCE_MS)) {
      isMet = await evaluate(tabs.get(tab), code);
      if (!isMet && performance.now() > end) throw new Error(`waited ${timeout} ms for ${code}`);
    }
  },
  key({ tab, key }) {
    press(tabs.get(tab), tabs.get(tab).document.activeElement, key);
  },
  count: ({ tab, steps }) => find(tabs.get(tab), steps).length,
  visible: ({ tab, steps }) => STATES.visible(tabs.get(tab), only(tabs.get(tab), steps)),
  all({ tab, steps, name }) {
    const shown = new Shown(tabs.get(tab));
    return find(tabs.get(tab), steps).map((one) => (name === 'inner_text' ? shown.text(one) : one.textContent));
  },
  evaluate_all: ({ tab, steps, code }) => evaluate(tabs.get(tab), code, find(tabs.get(tab), steps)),
  wait: ({ tab, steps, state, timeout }) =>
    until(() => STATES[state](tabs.get(tab), only(tabs.get(tab), steps)) || undefined, timeout, () => `${JSON.stringify(steps)} to be ${state}`),
  async act({ tab, steps, name, given, timeout }) {
    const page = tabs.get(tab);
    const ready = () => {
      const one = only(page, steps);
      return one === undefined || one.disabled || !STATES.visible(page, one) ? undefined : one;
    };
    const act = () => {
      const element = ready();
      return element === undefined || ACTIONS[name](page, element, ...given) === false ? undefined : true;
    };
    await until(act, timeout, () => `${JSON.stringify(steps)} to ${name}`);
  },
  async choose({ tab, steps, paths, timeout }) {
    choose(tabs.get(tab), await until(() => only(tabs.get(tab), steps), timeout, () => JSON.stringify(steps)), paths);
  },
  async question({ tab, steps, name, given, timeout }) {
    const element = await until(() => only(tabs.get(tab), steps), timeout, () => JSON.stringify(steps));
    return QUESTIONS[name](tabs.get(tab), element, ...given);
  },
  downloads: ({ tab }) => tabs.get(tab).downloads.length,
  async saved({ tab, place, path, timeout }) {
    const { name, blob } = await until(() => tabs.get(tab).downloads[place], timeout, () => 'a file to be saved');
    writeFileSync(path, Buffer.from(await blob.arrayBuffer()));
    return name;
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, args, answer } = JSON.parse(line);
  if (method === undefined) {
    routed.get(id)?.(answer);
    routed.delete(id);
    continue;
  }
  const moved = () => METHODS[method](args);
  void Promise.resolve(tabs.get(args.tab)?.opening).then(moved).then(
    (value) => write({ id, value: value ?? null }),
    (error) => write({ id, error: `${error?.stack ?? error}` }),
  );
}
process.exit(0);
