/** What is younger than the library of tsconfig.json, and filled in by web/page/polyfills.js where a browser lacks it. */
interface String {
  isWellFormed(): boolean;
}
