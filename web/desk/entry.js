// Passkeys on the desk's pages, the only part that needs a script: a person confirms a form with a passkey before it is sent.

/** @typedef {{options: any, fields: Record<string, string>}} Ceremony */

const able = 'PublicKeyCredential' in globalThis && 'parseRequestOptionsFromJSON' in PublicKeyCredential;

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll('form[data-passkey]'))) {
  if (!able) continue;
  form.hidden = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const pressed = /** @type {HTMLButtonElement | null} */ (event.submitter);
    void confirm(form, pressed);
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLButtonElement | null} pressed
 */
async function confirm(form, pressed) {
  const told = /** @type {HTMLElement} */ (form.querySelector('[role=alert]'));
  told.textContent = '';
  if (pressed?.name) put(form, pressed.name, pressed.value);
  try {
    const answer = await fetch(form.dataset.options ?? '', { method: 'POST', body: new URLSearchParams(read(form)) });
    const value = await answer.json();
    if (!answer.ok) {
      told.textContent = String(value.detail ?? form.dataset.failed);
      return;
    }
    const { options, fields } = /** @type {Ceremony} */ (value);
    const credential = form.dataset.passkey === 'create'
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
    for (const [name, text] of Object.entries(fields)) put(form, name, text);
    put(form, 'credential', JSON.stringify(credential));
    form.submit();
  } catch (error) {
    told.textContent = form.dataset.failed ?? ''; // no passkey, no PIN, or cancelled: the browser does not say which
    console.info(error);
  }
}

/**
 * @param {HTMLFormElement} form
 * @returns {[string, string][]}
 */
function read(form) {
  return [...new FormData(form)].map(([name, value]) => [name, String(value)]);
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {string} value
 */
function put(form, name, value) {
  const field = /** @type {HTMLInputElement} */ (
    form.querySelector(`input[type=hidden][name=${name}]`) ?? form.appendChild(document.createElement('input')));
  Object.assign(field, { type: 'hidden', name, value });
}
