// The contact sheet on paper, with the pictures that are at hand when the browser prints.

import { el } from '../../page/dom.js';
import { bringThumbnail, thumbnailOf } from '../matrix/picture.js';
import { choosePages } from './contact_sheet.js';

/** @import { Opening } from '../opening.js' */
/** @import { InView, View } from '../results_view.js' */
/** @import { ContactSheet } from './contact_sheet.js' */

let turn = 0; // of drawing: what is in view now ends the one before
let drawing = Promise.resolve();

/**
 * @param {ContactSheet} sheet
 * @param {Opening} opening
 * @param {InView['told']} telling
 */
export function renderContactSheet({ title, intro, pictures, rest }, opening, telling) {
  if (pictures.length === 0) return null;
  const shown = choosePages(telling).shown.map(({ bidder, file, page }) => thumbnailOf(opening, bidder, { file, page }));
  return el('section', {}, el('h2', {}, title), el('p', {}, intro),
    el('div', { class: 'contact' }, pictures.map(({ place, said }, i) =>
      el('figure', {}, el('div', {}, shown[i] === undefined ? null : el('img', { src: shown[i], alt: place })), el('figcaption', {}, place, el('br'), said)))),
    rest.map((line) => el('p', {}, line)));
}

/**
 * Draws the pictures of the sheet one after the other, for a browser that is told to print waits for none.
 * @param {View} view
 */
export function bringContactSheet(view) {
  drawing = drawAll(view);
}

/** Resolves when the pictures of what is in view are drawn. */
export async function whenDrawn() {
  for (let last = null; last !== drawing;) {
    last = drawing;
    await last;
  }
}

/** @param {View} view */
async function drawAll(view) {
  turn += 1;
  const mine = turn;
  for (const { bidder, file, page } of choosePages(view.told).shown) {
    await bringThumbnail(bidder, { file, page }, view);
    if (mine !== turn) return;
  }
}
