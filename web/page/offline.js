// The service worker: keeps the page for use without a network, and says when a newer version of it is ready.

import { byId, el } from './dom.js';
import { notice } from './trust/trust_view.js';
import { say } from './words/sentences.js';

let wanted = false; // replaces the page only when the person wants it

/**
 * Starts keeping the page where browsers allow it (HTTPS, or this very machine). `onKept` is called once it is.
 * @param {() => void} onKept
 */
export async function keepOffline(onKept) {
  if (!('serviceWorker' in navigator) || !location.protocol.startsWith('http')) return;
  try {
    const registration = await navigator.serviceWorker.register('/service_worker.js');
    if (registration.waiting) offerUpdate(registration.waiting);
    registration.addEventListener('updatefound', () => {
      const next = registration.installing;
      next?.addEventListener('statechange', () => {
        if (next.state === 'installed' && navigator.serviceWorker.controller) offerUpdate(next);
      });
    });
    navigator.serviceWorker.addEventListener('controllerchange', () => wanted && location.reload());
    await navigator.serviceWorker.ready;
    onKept();
  } catch {
    // without it the page still works while there is a network
  }
}

/** @param {ServiceWorker} worker */
function offerUpdate(worker) {
  const take = () => {
    wanted = true;
    worker.postMessage('update');
  };
  const button = el('button', { type: 'button', on: { click: take } }, say('updateNow'));
  byId('alerts').after(notice('good', say('update'), button));
}
