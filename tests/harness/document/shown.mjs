/** Which elements of a page are shown, by its sheets, and the text that a person sees of them. */

const isMet = (media, width) =>
  media.split(',').some((one) => one.split(/\s+and\s+/).every((part) => {
    const [, bound, value, unit] = /^\((min|max)-width:\s*([\d.]+)(px|rem|em)\)$/.exec(part.trim()) ?? [];
    if (bound === undefined) return part.trim() === 'screen' || part.trim() === 'all';
    const pixels = Number(value) * (unit === 'px' ? 1 : 16);
    return bound === 'min' ? width >= pixels : width <= pixels;
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
export async function readDisplays(tab) {
  const found = [];
  const walk = (sheet) => {
    for (const [head, body] of rulesIn(sheet)) {
      if (head.startsWith('@media')) isMet(head.slice('@media'.length), tab.context.width) && walk(body);
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
export class Shown {
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
