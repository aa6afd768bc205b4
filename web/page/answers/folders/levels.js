// At which level of what was dropped its bidders' folders are: one level for all, below the folders in which everything
// is and below lots, where folders and enterprises agree best and folders are called as bidders are.

const CODE = /[0-9A-HJ-NPQRTUWXY]{18}/;
const ENTERPRISE = /公司|集团|研究院|设计院|事务所|合作社|厂$|联合体|\b(?:co\.?|ltd|inc|company)\b/i;
const NUMBERED = /^(?:第?[0-9０-９一二三四五六七八九十]+(?:号|家|名)?|[a-z]|[甲乙丙丁戊己庚辛壬癸])[.、．\-_ ]*$|投标人|投标单位|供应商[0-9０-９A-Z一二三四五六七八九十]|响应人|\bbidder/i;
const PART = /附件|资质|资格|授权|业绩|商务|技术标|技术部分|报价|证书|证照|执照|荣誉|财务|人员|设备|扫描|原件|正本|副本|电子[版件]|承诺|声明|信用|attach|certificat|licen[cs]e|scan|annex/i;
const LOT = /标段|标包|包组|合同包|采购包|^第?[0-9０-９一二三四五六七八九十]+(?:标|包)(?:件)?$|^(?:包|标)件?[-_ ]?[0-9０-９A-Z一二三四五六七八九十]{1,3}$|^(?:lot|section|package)[\s._-]*[0-9a-z]{1,3}\b/i;

const WEIGHTS = { named: 0.3, numbered: 0.2, part: -0.5 }; // beside an agreement of 0 to 1
const NEAR = 0.1; // of two levels that are as good the upper one: what is below belongs to it
const LONE = 0.2; // for one enterprise, or none, folders that differ are bidders all the same

const foldersOf = (name) => name.split('/').slice(0, -1);
const isNamed = (folder) => ENTERPRISE.test(folder) || CODE.test(folder.normalize('NFKC').toUpperCase());

const afterName = (folder) => folder.split(ENTERPRISE).at(-1);

/** Whether a folder's name says that it holds one bidder: the name of an enterprise, or its code. */
export const namesBidder = (folder) => isNamed(folder) && !PART.test(afterName(folder));

const isLot = (folder) => LOT.test(folder) && !isNamed(folder) && !/投标人|供应商|bidder/i.test(folder);

/**
 * The levels of `files`, `{name, holder}` each, the code of the enterprise that it is of or null: `level`, the `wanted` one or the best,
 * counted below common folders and lots, 0 for all as one; `offered`, `{level, example}` each; and `placeOf(name)`, the `{key, title, isBidder}` of a file's folder.
 */
export function findLevels(files, wanted = null) {
  const paths = new Map(files.map(({ name }) => [name, foldersOf(name)]));
  const common = commonDepth([...paths.values()]);
  const bases = new Map([...paths].map(([name, folders]) => [name, baseOf(folders, common)]));
  const below = (name) => (paths.get(name) ?? []).length - bases.get(name);
  const hasLots = files.some(({ name }) => below(name) > 0);
  if (!hasLots) for (const name of bases.keys()) bases.set(name, common); // lots without folders in them are the folders there are
  const deepest = Math.max(0, ...files.map(({ name }) => below(name)));
  const keyAt = (name, level) => paths.get(name).slice(0, bases.get(name) + level).join('/');
  const offered = Array.from({ length: deepest + 1 }, (_, level) => {
    const found = files.find(({ name }) => below(name) >= level);
    return { level, example: level === 0 ? '' : paths.get(found.name)[bases.get(found.name) + level - 1] };
  });
  const level = wanted === null || wanted > deepest ? bestOf(offered.map((one) => scoreOf(files, one.level, keyAt, below))) : wanted;
  const placeOf = (name) => {
    const key = keyAt(name, level);
    const folders = key.split('/');
    return { key, title: folders.slice(Math.min(common, folders.length - 1)).join('/'), isBidder: level > 0 && below(name) >= level }; // a lot and its bidder
  };
  return { level, offered, placeOf };
}

/** The uppermost of the levels that are as good as any. */
const bestOf = (scores) => scores.findIndex((score) => score >= Math.max(...scores) - NEAR);

/** How many folders a path begins with that hold no bidder as such: the common ones, then lots. */
function baseOf(folders, common) {
  let depth = common;
  while (depth < folders.length && isLot(folders[depth])) depth += 1;
  return depth;
}

function scoreOf(files, level, keyAt, below) {
  if (level === 0) return agreementOf(files.map(({ name, holder }) => [keyAt(name, 0), holder]), 0);
  const folders = [...new Set(files.filter(({ name }) => below(name) >= level).map(({ name }) => keyAt(name, level)))];
  const names = folders.map((key) => key.split('/').at(-1)).map(weightOf);
  return agreementOf(files.map(({ name, holder }) => [keyAt(name, level), holder]), LONE) + names.reduce((sum, weight) => sum + weight, 0) / folders.length;
}

function weightOf(folder) {
  if (isNamed(folder)) return namesBidder(folder) ? WEIGHTS.named : 0; // what a bidder has from an enterprise
  if (PART.test(folder)) return WEIGHTS.part;
  return NUMBERED.test(folder.trim()) ? WEIGHTS.numbered : 0;
}

/**
 * How well folders and enterprises tell each other, 0 to 1: mutual information by the mean of both entropies. Where there is one enterprise
 * it has nothing to tell: `lone`, unless it is in several folders.
 */
function agreementOf(pairs, lone) {
  const known = pairs.filter(([, holder]) => holder !== null);
  const [folders, holders, both] = [([folder]) => folder, ([, holder]) => holder, (pair) => pair.join('\n')].map((of) => countBy(known, of));
  if (holders.length < 2) return folders.length < 2 ? lone : 0;
  const [inFolders, inHolders, inBoth] = [folders, holders, both].map(entropyOf);
  return (2 * (inFolders + inHolders - inBoth)) / (inFolders + inHolders);
}

function countBy(pairs, of) {
  const counts = new Map();
  for (const pair of pairs) counts.set(of(pair), (counts.get(of(pair)) ?? 0) + 1);
  return [...counts.values()];
}

function entropyOf(counts) {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((sum, count) => sum - (count / total) * Math.log(count / total), 0);
}

/** How many folders all paths begin with. */
function commonDepth([first = [], ...rest]) {
  const differ = first.findIndex((folder, i) => rest.some((folders) => folders[i] !== folder));
  return differ === -1 ? first.length : differ;
}
