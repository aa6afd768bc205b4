/** Pages without a browser: the scripts that a node serves run, as they are, in the document of jsdom.
 *
 * Requests are lines of JSON on stdin, `{id, method, args}`, each answered by `{id, value}` or `{id, error}`; between them
 * stand `{event, ...}`. `args` of pages.py say what each method takes. There is no layout, no worker, one
 * thread for all tabs, and no picture is read.
 */

import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import vm from 'node:vm';

import { Tab, number, routed, sleep, tabs, write } from './page.mjs';
import { ACTIONS, STATES, choose, find, only, press } from './person.mjs';
import { Shown } from './shown.mjs';

const PATIENCE_MS = 4; // between two looks at what is waited for
const contexts = new Map();

async function until(look, timeout, what) {
  const end = performance.now() + timeout;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(`waited ${timeout} ms for ${what()}`);
    await sleep(PATIENCE_MS);
  }
}

/** What an expression of the test comes to in the page; a function is called. */
async function evaluate(tab, code, ...given) {
  const found = vm.runInContext(`(${code})`, tab.world);
  return (await (typeof found === 'function' ? found(...given) : found)) ?? null;
}

const QUESTIONS = {
  inner_text: (tab, element) => new Shown(tab).text(element),
  text_content: (_, element) => element.textContent,
  attribute: (_, element, name) => element.getAttribute(name),
  input_value: (_, element) => element.value,
  enabled: (_, element) => !element.disabled,
  evaluate: (tab, element, code, given) => evaluate(tab, code, element, given),
};


const METHODS = {
  context({ locale, width, offline, isRunning }) {
    const id = number();
    contexts.set(id, { locale, width, offline, isRunning, time: null, isRouted: false, scripts: [], kept: new Map() });
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
    const { window, trail } = tabs.get(tab);
    if (window.history.length > 1) window.history.go(by);
    else await tabs.get(tab).open(trail.at(by - 1));
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
  loads: ({ tab }) => tabs.get(tab).loads,
  loaded: ({ tab, before, timeout }) => until(() => tabs.get(tab).loads > before || undefined, timeout, () => 'a page to be loaded'),
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
