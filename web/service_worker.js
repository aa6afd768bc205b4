// Keeps the page at /v, its scanner and its PDF reader for use without a network. The node puts VERSION and KEPT (address
// to SHA-256) before this text, so that any changed byte is a new version.
//
// A version is complete or not there: every file is checked against its digest before the version counts. The old
// one answers until all its pages are closed or a person presses "update"; offline never depends on an update.
/* global VERSION, KEPT */

const CACHE = `huren ${VERSION}`;
const FRONT = '/';
const PAGE = '/v';
const CHINESE = { 'Accept-Language': 'zh' }; // in this language the digests were taken; the page's script speaks both

self.addEventListener('install', (event) => event.waitUntil(keepAll()));

self.addEventListener('activate', (event) => event.waitUntil(dropOthers().then(() => self.clients.claim())));

self.addEventListener('message', (event) => {
  if (event.data === 'update') self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== 'GET' || address.origin !== self.location.origin) return;
  const path = address.pathname;
  if (path in KEPT) event.respondWith(answer(path, event));
  if (path === FRONT && event.request.mode === 'navigate') event.respondWith(openFront(event.request, address.search));
});

/**
 * Answers from the cache for this page and its workers; other pages of the node, which share a style sheet with it, ask
 * the node.
 */
async function answer(path, event) {
  const asking = event.request.mode === 'navigate' ? undefined : await self.clients.get(event.clientId);
  if (asking?.type === 'window' && new URL(asking.url).pathname !== PAGE) return fetch(event.request);
  return (await (await caches.open(CACHE)).match(path)) ?? fetch(event.request);
}

/** Returns the node's front page; if the node does not answer, this page. */
async function openFront(request, search) {
  try {
    return await fetch(request);
  } catch {
    return Response.redirect(PAGE + search);
  }
}

async function keepAll() {
  const cache = await caches.open(CACHE);
  await Promise.all(Object.entries(KEPT).map(([path, digest]) => keep(cache, path, digest)));
}

/** Copies an unchanged file from an older version, else fetches it from the node; rejects if its digest differs. */
async function keep(cache, path, digest) {
  for (const response of [await caches.match(path), await fetch(path, { cache: 'no-cache', credentials: 'omit', headers: CHINESE })]) {
    if (response?.ok && (await digestOf(response.clone())) === digest) {
      await cache.put(path, response);
      return;
    }
  }
  throw new Error(`${path} is not of version ${VERSION}`);
}

async function digestOf(answered) {
  const digest = await crypto.subtle.digest('SHA-256', await answered.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function dropOthers() {
  for (const name of await caches.keys()) {
    if (name.startsWith('huren ') && name !== CACHE) await caches.delete(name);
  }
}
