// Finds the level of folders that are the bidders' folders: one level for all, below common folders and lots, where
// folders and enterprises agree best and folders are named like bidders.

const CODE = /[0-9A-HJ-NPQRTUWXY]{18}/;
const ENTERPRISE = /公司|集团|研究院|设计院|事务所|合作社|厂$|联合体|\b(?:co\.?|ltd|inc|company)\b/i;
const NUMBERED = /^(?:第?[0-9０-９一二三四五六七八九十]+(?:号|家|名)?|[a-z]|[甲乙丙丁戊己庚辛壬癸])[.、．\-_ ]*$|投标人|投标单位|供应商[0-9０-９A-Z一二三四五六七八九十]|响应人|\bbidder/i;
const PART = /附件|资[质格]|授权|业绩|商务|技术|报价|证[书照]|执照|财务|人员|设备|扫描|原件|[正副]本|电子|承诺|attach|certificat|annex/i;
const LOT = /标段|[标同购]包|包组|^第?[\d０-９一二三四五六七八九十]+[标包]件?$|^[标包]件?[-_ ]?[\d０-９a-z一二三四五六七八九十]{1,3}$|^(?:lot|section|package)[\s._-]*[\da-z]{1,3}\b/i;

const WEIGHTS = { named: 0.3, numbered: 0.2, part: -0.5 }; // added to an agreement of 0 to 1
const NEAR = 0.1; // of two equally good levels the upper one wins, because the lower folders belong to it
const LONE = 0.2; // with one enterprise or none, different folders still count as bidders

/** @typedef {{ name: string, holder: string | null }} DroppedFile `holder` is the code of the enterprise that it is of */
/** @typedef {{ level: number, example: string }} Level */
/** @typedef {{ level: number, offered: Level[], placeOf: (name: string) => { key: string, title: string, isBidder: boolean } }} Levels */
/** @typedef {[key: string, holder: string | null]} Pair a file's folder, and whose it is */

const foldersOf = (/** @type {string} */ name) => name.split('/').slice(0, -1);
const isNamed = (/** @type {string} */ folder) => ENTERPRISE.test(folder) || CODE.test(folder.normalize('NFKC').toUpperCase());

const afterName = (/** @type {string} */ folder) => folder.split(ENTERPRISE).slice(-1)[0] ?? '';

/**
 * Returns whether a folder's name says that it holds one bidder: it is the name of an enterprise, or its code.
 * @param {string} folder
 */
export const namesBidder = (folder) => isNamed(folder) && !PART.test(afterName(folder));

const isLot = (/** @type {string} */ folder) => LOT.test(folder) && !isNamed(folder) && !/投标人|供应商|bidder/i.test(folder);

/**
 * The levels of `files`, `{name, holder}` each, the code of the enterprise that it is of or null: `level`, the `wanted` one or the best,
 * counted below common folders and lots, 0 for all as one; `offered`, `{level, example}` each; and `placeOf(name)`, the `{key, title, isBidder}` of a file's folder.
 * @param {DroppedFile[]} files
 * @param {number | null} wanted
 * @returns {Levels}
 */
export function findLevels(files, wanted = null) {
  const paths = new Map(files.map(({ name }) => [name, foldersOf(name)]));
  const common = commonDepth([...paths.values()]);
  const bases = new Map([...paths].map(([name, folders]) => [name, baseOf(folders, common)]));
  const pathOf = (/** @type {string} */ name) => paths.get(name) ?? [];
  const baseAt = (/** @type {string} */ name) => bases.get(name) ?? 0;
  const below = (/** @type {string} */ name) => pathOf(name).length - baseAt(name);
  const hasLots = files.some(({ name }) => below(name) > 0);
  if (!hasLots) for (const name of bases.keys()) bases.set(name, common); // lots without folders in them are themselves the bidders' folders
  const deepest = Math.max(0, ...files.map(({ name }) => below(name)));
  const keyAt = (/** @type {string} */ name, /** @type {number} */ level) => pathOf(name).slice(0, baseAt(name) + level).join('/');
  const offered = Array.from({ length: deepest + 1 }, (_, level) => {
    const { name = '' } = files.find((file) => below(file.name) >= level) ?? {};
    return { level, example: level === 0 ? '' : pathOf(name)[baseAt(name) + level - 1] ?? '' };
  });
  const level = wanted === null || wanted > deepest ? bestOf(offered.map((option) => scoreOf(files, option.level, keyAt, below))) : wanted;
  const placeOf = (/** @type {string} */ name) => {
    const key = keyAt(name, level);
    const folders = key.split('/');
    return { key, title: folders.slice(Math.min(common, folders.length - 1)).join('/'), isBidder: level > 0 && below(name) >= level }; // a lot with its bidder
  };
  return { level, offered, placeOf };
}

/**
 * Returns the uppermost of the best levels.
 * @param {number[]} scores
 */
const bestOf = (scores) => scores.findIndex((score) => score >= Math.max(...scores) - NEAR);

/**
 * Returns the number of leading folders in a path that hold no single bidder: the common ones, then lots.
 * @param {string[]} folders
 * @param {number} common
 */
function baseOf(folders, common) {
  let depth = common;
  while (depth < folders.length && isLot(folders[depth] ?? '')) depth += 1;
  return depth;
}

/**
 * @param {DroppedFile[]} files
 * @param {number} level
 * @param {(name: string, level: number) => string} keyAt
 * @param {(name: string) => number} below
 */
function scoreOf(files, level, keyAt, below) {
  const pairs = files.map(({ name, holder }) => /** @type {Pair} */ ([keyAt(name, level), holder]));
  if (level === 0) return agreementOf(pairs, 0);
  const folders = [...new Set(files.filter(({ name }) => below(name) >= level).map(({ name }) => keyAt(name, level)))];
  const names = folders.map((key) => weightOf(key.split('/').slice(-1)[0] ?? ''));
  return agreementOf(pairs, LONE) + names.reduce((sum, weight) => sum + weight, 0) / folders.length;
}

/** @param {string} folder */
function weightOf(folder) {
  if (isNamed(folder)) return namesBidder(folder) ? WEIGHTS.named : 0; // what a bidder has from an enterprise
  if (PART.test(folder)) return WEIGHTS.part;
  return NUMBERED.test(folder.trim()) ? WEIGHTS.numbered : 0;
}

/**
 * Returns how well folders and enterprises determine each other, 0 to 1: mutual information divided by the mean of both
 * entropies. With only one enterprise it returns `lone`, unless the enterprise is in several folders.
 * @param {Pair[]} pairs
 * @param {number} lone
 */
function agreementOf(pairs, lone) {
  const known = pairs.filter(([, holder]) => holder !== null);
  const folders = countEach(known.map(([folder]) => folder));
  const holders = countEach(known.map(([, holder]) => `${holder}`));
  if (holders.length < 2) return folders.length < 2 ? lone : 0;
  const [inFolders, inHolders, inBoth] = [entropyOf(folders), entropyOf(holders), entropyOf(countEach(known.map((pair) => pair.join('\n'))))];
  return (2 * (inFolders + inHolders - inBoth)) / (inFolders + inHolders);
}

/** @param {string[]} texts */
function countEach(texts) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts.values()];
}

/** @param {number[]} counts */
function entropyOf(counts) {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((sum, count) => sum - (count / total) * Math.log(count / total), 0);
}

/**
 * Returns the number of leading folders that all paths share.
 * @param {string[][]} paths
 */
function commonDepth([first = [], ...rest]) {
  const differ = first.findIndex((folder, i) => rest.some((folders) => folders[i] !== folder));
  return differ === -1 ? first.length : differ;
}
