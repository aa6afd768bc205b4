// `node papers.mjs CASES`: what the page of a bid opening makes of names, heads, archives and boxes, as JSON.

import { readFileSync } from 'node:fs';

import { listArchive, unpack } from '../../web/tender/papers/archive.js';
import { placeCodes } from '../../web/tender/papers/boxes.js';
import { listPapers, partPapers, safeName, shareOut } from '../../web/tender/papers/folder.js';
import { tellPaper } from '../../web/tender/papers/kinds.js';
import { Unread } from '../../web/tender/papers/limits.js';
import { sizeOf } from '../../web/tender/papers/pictures.js';
import { formatWorkbook } from '../../web/tender/record/workbook.js';

const bytes = (text) => new Uint8Array(Buffer.from(text, 'base64'));
const { kinds, archives, boxes, names, folders, twins, pictures, tables, ofSystems } = JSON.parse(readFileSync(process.argv[2], 'utf8'));

async function readArchive(data) {
  const archive = new Blob([bytes(data)]);
  try {
    const entries = [];
    for (const { path, entry, reason } of (await listArchive(archive, 'a.zip')).papers) {
      let data = null;
      let refused = reason;
      if (reason === null) {
        try {
          data = Buffer.from(await (await unpack(archive, entry)).arrayBuffer()).toString('base64');
        } catch (error) {
          if (!(error instanceof Unread)) throw error;
          refused = error.code;
        }
      }
      entries.push([path, refused, data]);
    }
    return entries;
  } catch (error) {
    if (!(error instanceof Unread)) throw error;
    return error.code;
  }
}

process.stdout.write(JSON.stringify({
  kinds: kinds.map(([name, head, size]) => Object.values(tellPaper(name, bytes(head), size))),
  passedOver: [partPapers(ofSystems.map((path) => ({ path, reason: null })))].flatMap(({ papers, passedOver }) => [papers.map(({ path }) => path), passedOver]),
  left: shareOut(['a.pdf', '.DS_Store', '__MACOSX/a'].map((name) => ({ name, file: null })), []).left,
  archives: await Promise.all(archives.map(readArchive)),
  boxes: boxes.map((codes) => placeCodes(1, codes.map((box) => ({ text: 'x', box }))).map(({ box }) => box)),
  names: names.map(safeName),
  folders: folders.map(({ dropped, bidders }) => {
    const { shares, left } = shareOut(dropped.map((name) => ({ name, file: null })), bidders);
    return { shares: Object.fromEntries([...shares].map(([id, files]) => [id, files.map(({ name }) => name)])), left };
  }),
  twins: twins.map((found) => listPapers(found.map((name) => ({ name, file: null })))?.papers.map(({ path, reason }) => [path, reason]) ?? null),
  pictures: pictures.map((data) => sizeOf(bytes(data))),
  workbook: Buffer.concat(formatWorkbook(tables)).toString('base64'),
}));
