// The camera: a dialog with the picture, a frame, and where offered a torch; ends at the first code that is taken.

import { NoReader, loadReader, readPixels } from './qr_codes.js';
import { byId, show } from '../dom.js';
import { say } from '../words/sentences.js';

const LONGEST_SIDE = 1280; // of what is searched: a code held into the frame has enough pixels, and phones stay cool
const WIDE = { facingMode: { ideal: 'environment' }, width: { ideal: 1920 }, height: { ideal: 1080 } };

/** Whether this browser would open a camera here. */
export const hasCamera = () => Boolean(navigator.mediaDevices?.getUserMedia);

/**
 * Opens the camera until `take(text)` returns true for a code, or the person closes the dialog.
 * Rejects with the error of getUserMedia, or NoReader.
 * @param {(text: string) => boolean} take
 */
export async function scan(take) {
  const dialog = byId('camera');
  const video = byId('camera-picture');
  const words = byId('camera-words');
  words.textContent = say('loadingScanner');
  show(byId('torch'), false);
  /** @type {MediaStream | null} */
  let stream = null;
  const closed = new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }));
  dialog.showModal();
  try {
    [stream] = await Promise.all([navigator.mediaDevices.getUserMedia({ video: WIDE, audio: false }), loadReader()]);
    if (!dialog.open) return;
    video.srcObject = stream;
    await video.play();
    offerTorch(stream.getVideoTracks()[0]);
    words.textContent = say('cameraHint');
    await Promise.race([closed, watch(video, dialog, words, take)]);
  } finally {
    for (const track of stream?.getTracks() ?? []) track.stop();
    video.srcObject = null;
    if (dialog.open) dialog.close();
  }
}

/**
 * @param {HTMLVideoElement} video
 * @param {HTMLDialogElement} dialog
 * @param {HTMLElement} words
 * @param {(text: string) => boolean} take
 */
async function watch(video, dialog, words, take) {
  const canvas = document.createElement('canvas');
  const brush = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
  while (dialog.open) {
    await nextFrame(video);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    if (canvas.width === 0 || canvas.height === 0) continue;
    brush.drawImage(video, 0, 0, canvas.width, canvas.height);
    for (const text of await readPixels(brush.getImageData(0, 0, canvas.width, canvas.height))) {
      if (take(text)) return;
      words.textContent = say('cameraOther');
    }
  }
}

/** @param {HTMLVideoElement} video */
function nextFrame(video) {
  return new Promise((resolve) => {
    if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(resolve);
    else requestAnimationFrame(resolve);
  });
}

/** @param {MediaStreamTrack} track */
function offerTorch(track) {
  const button = byId('torch');
  const offered = Boolean(track.getCapabilities?.().torch);
  show(button, offered);
  button.setAttribute('aria-pressed', 'false');
  button.onclick = async () => {
    const on = button.getAttribute('aria-pressed') !== 'true';
    await track.applyConstraints({ advanced: [{ torch: on }] });
    button.setAttribute('aria-pressed', String(on));
  };
}

/**
 * The sentence for a camera that did not open.
 * @param {unknown} error
 */
export function explainCamera(error) {
  if (error instanceof NoReader) return error.lacking ? say('scannerLacking') : say('noScanner');
  if (error instanceof Error && (error.name === 'NotAllowedError' || error.name === 'SecurityError')) return say('cameraDenied');
  return say('cameraNone');
}
