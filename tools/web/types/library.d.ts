/** What is younger than the library of tsconfig.json, and filled in by web/page/polyfills.js where a browser lacks it. */
interface String {
  isWellFormed(): boolean;
}

/** The light beside a camera, of which the library knows nothing: it is a draft (MediaStream Image Capture). */
interface MediaTrackCapabilities {
  torch?: boolean;
}
interface MediaTrackConstraintSet {
  torch?: boolean;
}
