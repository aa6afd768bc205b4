// Long work in pieces, between which a page draws and listens.

/**
 * After what waits already; not by a timer, which a page in the background gets once a second.
 * @returns {Promise<void>}
 */
export function nextTask() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
