// What this device keeps between visits: one table in IndexedDB, which works over plain HTTP and from a file, too.
// Several tabs write it. Each entry has a mark beside it, another after every write; what rests on an entry is written
// only while its mark stands, read and compared in the transaction that writes.

const NAME = 'huren';
const TABLE = 'kept';
const markKey = (key) => `mark ${key}`;

/**
 * `{lasting, mark(key), read(key), swap(key, mark, value), set(key, value), clear()}`; where the browser keeps
 * nothing, for this visit alone. `read` gives `{value, mark}`, both undefined where there is nothing; `swap` the new
 * mark, or null where the entry is no longer the one that had `mark`.
 */
export async function openMemory() {
  try {
    const database = await open();
    const entries = entriesOf((mode, work) => inTransaction(database, mode, work));
    return { lasting: true, ...entries, clear: () => entries.clear().catch(() => database.close() ?? forget()) };
  } catch {
    const kept = new Map();
    const table = { get: (key) => kept.get(key), put: (value, key) => kept.set(key, value), clear: () => kept.clear() };
    const run = async (mode, work) => answerOf(work(table));
    return { lasting: false, ...entriesOf(run), clear: forget };
  }
}

/** The entries behind `run(mode, work)`: `work` is a generator that yields requests and is sent their results. */
function entriesOf(run) {
  return {
    mark: (key) => run('readonly', function* (table) {
      return yield table.get(markKey(key));
    }),
    read: (key) => run('readonly', function* (table) {
      return { value: yield table.get(key), mark: yield table.get(markKey(key)) };
    }),
    swap: (key, mark, value) => run('readwrite', function* (table) {
      return (yield table.get(markKey(key))) === mark ? yield* put(table, key, value) : null;
    }),
    set: (key, value) => run('readwrite', (table) => put(table, key, value)),
    clear: () => run('readwrite', function* (table) {
      yield table.clear();
    }),
  };
}

function* put(table, key, value) {
  const mark = newMark();
  yield table.put(value, key);
  yield table.put(mark, markKey(key));
  return mark;
}

const newMark = () => crypto.getRandomValues(new Uint32Array(4)).join(' ');

/** The table and all that is in it, for when it cannot be opened or emptied. */
function forget() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(NAME);
    request.onsuccess = resolve;
    request.onerror = request.onblocked = () => reject(request.error ?? new Error('blocked'));
  });
}

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('blocked'));
  });
}

/** Nothing else is awaited between the requests: the transaction would end. Resolves when it has ended well. */
function inTransaction(database, mode, work) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(TABLE, mode);
    const steps = work(transaction.objectStore(TABLE));
    let answer;
    const go = (result) => {
      const { value, done } = steps.next(result);
      if (done) answer = value;
      else value.onsuccess = () => go(value.result);
    };
    transaction.oncomplete = () => resolve(answer);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
    go();
  });
}

/** The same with a table whose answers are there at once. */
function answerOf(steps) {
  let step = steps.next();
  while (!step.done) step = steps.next(step.value);
  return step.value;
}
