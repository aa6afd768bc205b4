/** What a person finds on a page and does there: the elements of a locator, typing, choosing, pressing. */

import { readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

import { Shown } from './shown.mjs';

const inOneLine = (text) => text.replace(/\s+/g, ' ').trim();

/** The elements that `steps` lead to, as playwright's locators do. */
export function find(tab, steps, root = tab.displays && tab.document) {
  if (root === null) return [];
  let found = [root];
  for (const { css, text, own, name, exact, pattern, has, nth } of steps) {
    if (nth !== undefined) {
      found = found.slice(nth === -1 ? -1 : nth, nth === -1 ? undefined : nth + 1);
      continue;
    }
    const isVisible = css.endsWith(':visible');
    const selector = (isVisible ? css.slice(0, -':visible'.length) : css).replace(/^\s*>/, ':scope >');
    found = [...new Set(found.flatMap((one) => [...one.querySelectorAll(selector)]))];
    if (isVisible) found = visible(tab, found);
    if (text !== undefined) found = found.filter((one) => inOneLine(one.textContent).toLowerCase().includes(inOneLine(text).toLowerCase()));
    if (own !== undefined) found = found.filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && inOneLine(node.data).includes(own)));
    if (name !== undefined) found = visible(tab, found).filter((one) => isCalled(one, name, exact));
    if (pattern !== undefined) found = found.filter((one) => new RegExp(...pattern).test(inOneLine(one.textContent)));
    if (has !== undefined) found = found.filter((one) => find(tab, has, one).length > 0);
  }
  return found;
}

/** Whether an element has a name, as those have it who do not see it; '' is any. */
function isCalled(element, name, exact) {
  const own = inOneLine(element.getAttribute('aria-label') ?? element.textContent);
  return exact ? own === name : own.toLowerCase().includes(name.toLowerCase());
}

function visible(tab, elements) {
  const shown = new Shown(tab);
  return elements.filter((one) => shown.isShown(one));
}

export function only(tab, steps) {
  const found = find(tab, steps);
  if (found.length > 1) throw new Error(`${found.length} elements for ${JSON.stringify(steps)}`);
  return found[0];
}

export const STATES = {
  attached: (tab, one) => one !== undefined,
  detached: (tab, one) => one === undefined,
  visible: (tab, one) => one !== undefined && new Shown(tab).isShown(one),
  hidden: (tab, one) => one === undefined || !new Shown(tab).isShown(one),
};

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

export function press(tab, element, key) {
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
export function choose(tab, input, paths) {
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

export const ACTIONS = {
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
