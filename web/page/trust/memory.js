// The memory of this device between visits: one table in IndexedDB, which works over plain HTTP and from a file, too.
// Several tabs write it. Each entry has a mark in it and beside it, another after every write. A value that rests on an
// entry is written only while the entry's mark stands, read and compared in the transaction that writes. An entry whose
// mark is not beside it, or a mark without an entry, is damaged, and `read`, `mark` and `swap` reject.

const NAME = 'huren';
const FORM = 2;
const TABLE = 'kept';
const LONGEST_WAIT_MS = 10_000;
const MARK = 'mark ';
const markKey = (/** @type {string} */ key) => MARK + key;

/** The browser does not answer, most often because another tab holds what is kept. */
export class Stuck extends Error {}

/** @typedef {Awaited<ReturnType<typeof openMemory>>} Memory */

/**
 * What is kept, asked by requests: what they give, and when, is the table's.
 * @template A
 * @typedef {object} Table
 * @property {(key: string) => A} get
 * @property {(key: string) => A} getKey
 * @property {(value: unknown, key: string) => A} put
 * @property {() => A} clear
 */

/**
 * Yields requests, is sent what they give, and comes to a result.
 * @template A
 * @template R
 * @typedef {Generator<A, R, unknown>} Steps
 */

/** @typedef {<R>(mode: IDBTransactionMode, work: <A>(table: Table<A>) => Steps<A, R>) => Promise<R>} Run */
/** @typedef {{ value?: unknown, mark: string | undefined }} Entry */

/**
 * `{lasting, mark(key), read(key), swap(key, mark, value), set(key, value), clear()}`; where the browser keeps
 * nothing, for this visit alone. `read` gives `{value, mark}`, undefined where there is nothing; `swap` the new mark,
 * or null where the entry is no longer the one that had `mark`. Each rejects with Stuck where the browser does not
 * answer.
 */
export async function openMemory() {
  /** @type {Promise<IDBDatabase> | null} */
  let opening = null;
  let patience = LONGEST_WAIT_MS;
  const close = () => {
    opening?.then((database) => database.close(), () => {});
    opening = null;
  };
  const opened = async () => {
    opening ??= open(close).catch((error) => {
      opening = null;
      throw error;
    });
    try {
      return await inTime(opening, patience);
    } catch (error) {
      if (error instanceof Stuck) patience = 0; // once is enough
      throw error;
    }
  };
  try {
    await opened();
  } catch (error) {
    if (!(error instanceof Stuck)) return forThisVisit();
  }
  const entries = entriesOf(async (mode, work) => inTransaction(await opened(), mode, work));
  return { lasting: true, ...entries, clear: () => entries.clear().catch(() => close() ?? forget()) };
}

function forThisVisit() {
  const kept = new Map();
  /** @type {Table<unknown>} */
  const table = {
    get: (key) => kept.get(key),
    getKey: (key) => (kept.has(key) ? key : undefined),
    put: (value, key) => kept.set(key, value),
    clear: () => kept.clear(),
  };
  return { lasting: false, ...entriesOf(async (mode, work) => answerOf(work(table))) };
}

/**
 * The entries behind `run(mode, work)`: `work` is a generator that yields requests and is sent their results.
 * @param {Run} run
 */
function entriesOf(run) {
  return {
    mark: (/** @type {string} */ key) => run('readonly', (table) => markOf(table, key)),
    /** @type {(key: string) => Promise<Entry>} */
    read: (key) => run('readonly', function* (table) {
      const mark = yield* markOf(table, key);
      if (mark === undefined) return { value: undefined, mark };
      const { value, mark: inside } = /** @type {Entry} */ (yield table.get(key));
      if (inside !== mark) throw new Error(`${key}: another mark`);
      return { value, mark };
    }),
    /** @type {(key: string, mark: string | undefined, value: unknown) => Promise<string | null>} */
    swap: (key, mark, value) => run('readwrite', function* (table) {
      return (yield* markOf(table, key)) === mark ? yield* put(table, key, value) : null;
    }),
    set: (/** @type {string} */ key, /** @type {unknown} */ value) => run('readwrite', (table) => put(table, key, value)),
    clear: () => run('readwrite', function* (table) {
      yield table.clear();
    }),
  };
}

/**
 * @template A
 * @param {Table<A>} table
 * @param {string} key
 * @returns {Steps<A, string | undefined>}
 */
function* markOf(table, key) {
  const mark = /** @type {string | undefined} */ (yield table.get(markKey(key)));
  const marked = yield table.getKey(key);
  if ((mark === undefined) !== (marked === undefined)) throw new Error(`${key}: no mark, or nothing marked`);
  return mark;
}

/**
 * @template A
 * @param {Table<A>} table
 * @param {string} key
 * @param {unknown} value
 * @returns {Steps<A, string>}
 */
function* put(table, key, value) {
  const mark = newMark();
  yield table.put({ mark, value }, key);
  yield table.put(mark, markKey(key));
  return mark;
}

// crypto.randomUUID is not there over plain HTTP
const newMark = () => crypto.getRandomValues(new Uint32Array(4)).join(' ');

/** The table and all that is in it, for when it cannot be opened or emptied. Other tabs let go of it. */
function forget() {
  const request = indexedDB.deleteDatabase(NAME);
  return inTime(answered(request), LONGEST_WAIT_MS);
}

/**
 * `onWanted()` is called when another tab deletes all, or a newer page comes: this one lets go.
 * @param {() => void} onWanted
 */
async function open(onWanted) {
  const request = indexedDB.open(NAME, FORM);
  request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
  const database = await answered(request);
  database.onversionchange = database.onclose = onWanted;
  return database;
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
const answered = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/**
 * @template T
 * @param {Promise<T>} answer
 * @param {number} ms
 * @returns {Promise<T>}
 */
const inTime = (answer, ms) => new Promise((resolve, reject) => {
  answer.then(resolve, reject);
  setTimeout(() => reject(new Stuck('no answer')), ms);
});

/**
 * Nothing else is awaited between the requests: the transaction would end. Resolves when it has ended well.
 * @template R
 * @param {IDBDatabase} database
 * @param {IDBTransactionMode} mode
 * @param {(table: Table<IDBRequest>) => Steps<IDBRequest, R>} work
 * @returns {Promise<R>}
 */
function inTransaction(database, mode, work) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(TABLE, mode);
    const steps = work(transaction.objectStore(TABLE));
    const go = (/** @type {unknown} */ result) => {
      try {
        const { value, done } = steps.next(result);
        if (done) transaction.oncomplete = () => resolve(value);
        else value.onsuccess = () => go(value.result);
      } catch (error) {
        reject(error);
        transaction.abort();
      }
    };
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
    go(undefined);
  });
}

/**
 * The same with a table whose answers are there at once.
 * @template R
 * @param {Steps<unknown, R>} steps
 */
function answerOf(steps) {
  let step = steps.next();
  while (!step.done) step = steps.next(step.value);
  return step.value;
}
