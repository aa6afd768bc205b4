// Before everything else, in any browser: says that the page is loading, that this browser cannot run it, or that it
// did not come whole. A file may be chosen or dropped meanwhile; the page reads it once it is ready. No module, and
// written so that browsers of any age read it.
(function () {
  'use strict';
  var needed = [window.Promise, window.BigInt, window.AbortController, ''.replaceAll, [].flatMap,
    window.Blob && Blob.prototype.arrayBuffer, 'noModule' in document.createElement('script')];

  function byId(id) {
    return document.getElementById(id);
  }

  function isBusy() {
    return byId('main').getAttribute('aria-busy') === 'true';
  }

  /** Shows one of the lines `loading`, `cannot-run` and `not-whole`; the first thing that went wrong stays. */
  function tell(id) {
    if (!isBusy() || !byId('cannot-run').hidden || !byId('not-whole').hidden) return;
    byId('loading').hidden = id !== 'loading';
    byId(id).hidden = false;
  }

  function onError(event) {
    var source = event.target;
    if (source && source.tagName === 'SCRIPT') tell('not-whole');
    else if (!source || !source.tagName) tell('cannot-run');
  }

  function choose(button, input) {
    byId(button).disabled = false;
    byId(button).addEventListener('click', function () {
      if (isBusy()) byId(input).click();
    });
  }

  function onDrop(event) {
    if (!isBusy()) return;
    event.preventDefault(); // else the browser leaves for the file
    if (event.type === 'drop' && event.dataTransfer.files.length) byId('file').files = event.dataTransfer.files;
  }

  window.addEventListener('error', onError, true);
  window.addEventListener('unhandledrejection', onError);
  document.addEventListener('dragover', onDrop);
  document.addEventListener('drop', onDrop);
  byId('loading').hidden = true; // where all is there at once
  setTimeout(function () {
    tell('loading');
  }, 1000);
  for (var i = 0; i < needed.length; i += 1) if (!needed[i]) return tell('cannot-run');
  choose('choose', 'file');
  choose('choose-folder', 'folder');
})();
