// What this device keeps between visits: one table in IndexedDB, which works over plain HTTP and from a file, too.

const NAME = 'huren';
const TABLE = 'kept';

/** `{get(key), set(key, value), lasting}`; where the browser keeps nothing, for this visit alone. */
export async function openMemory() {
  try {
    const database = await open();
    return {
      lasting: true,
      get: (key) => ask(database, 'readonly', (table) => table.get(key)),
      set: (key, value) => ask(database, 'readwrite', (table) => table.put(value, key)),
    };
  } catch {
    const kept = new Map();
    return { lasting: false, get: async (key) => kept.get(key), set: async (key, value) => kept.set(key, value) };
  }
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

function ask(database, mode, work) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(TABLE, mode);
    const request = work(transaction.objectStore(TABLE));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}
