// Before everything else, in any browser: says that the page is loading, that this browser cannot run it, or that it
// did not come whole. A file may be chosen or dropped meanwhile; the page reads it once it is ready. No module, and
// written so that browsers of any age read it.
(function () {
  'use strict';
  var lines = ['loading', 'cannot-run', 'not-whole'];
  var needed = [window.Promise, window.BigInt, window.AbortController, ''.replaceAll, [].flatMap,
    window.Blob && Blob.prototype.arrayBuffer, 'noModule' in document.createElement('script')];
  var heard = '';

  function byId(id) {
    return document.getElementById(id);
  }

  /** Returns whether the page is not ready: its scripts or its own text are still loading. */
  function isBusy() {
    return !byId('main') || byId('main').getAttribute('aria-busy') === 'true';
  }

  /** Shows one of the lines; the first error stays. */
  function tell(id) {
    if (isBusy() && (heard === '' || heard === 'loading')) heard = id;
    if (document.readyState !== 'loading') showTold();
  }

  function showTold() {
    for (var i = 0; i < lines.length; i += 1) if (isBusy()) byId(lines[i]).hidden = lines[i] !== heard;
  }

  function onError(event) {
    var source = event.target;
    if (source && source.tagName === 'SCRIPT') tell('not-whole');
    else if (!source || !source.tagName) tell('cannot-run');
  }

  function choose(button, input) {
    if (!byId(button)) return; // not every page takes folders
    byId(button).disabled = false;
    byId(button).addEventListener('click', function () {
      if (isBusy()) byId(input).click();
    });
  }

  function onDrop(event) {
    if (!isBusy()) return;
    event.preventDefault(); // else the browser leaves for the file
    if (event.type === 'drop' && event.dataTransfer.files.length && byId('file')) byId('file').files = event.dataTransfer.files;
  }

  /** What the page holds is there. */
  function onRead() {
    document.removeEventListener('readystatechange', onRead);
    showTold(); // shows nothing if everything is there at once
    if (heard === 'cannot-run') return;
    choose('choose', 'file');
    choose('choose-folder', 'folder');
    setTimeout(function () {
      tell('loading');
    }, 1000);
  }

  window.addEventListener('error', onError, true);
  window.addEventListener('unhandledrejection', onError);
  document.addEventListener('dragover', onDrop);
  document.addEventListener('drop', onDrop);
  document.addEventListener('readystatechange', onRead);
  for (var i = 0; i < needed.length; i += 1) if (!needed[i]) tell('cannot-run');
})();
