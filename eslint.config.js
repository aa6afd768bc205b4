// What a linter looks for in web/; tests/contract/test_browser_types.py runs it. A floor has the globals that are named for it
// here, credentials/ and verifier/ none.

const MISTAKES = [
  'array-callback-return', 'constructor-super', 'for-direction', 'getter-return', 'no-class-assign', 'no-compare-neg-zero',
  'no-cond-assign', 'no-const-assign', 'no-constant-binary-expression', 'no-constructor-return', 'no-debugger', 'no-dupe-args',
  'no-dupe-class-members', 'no-dupe-else-if', 'no-dupe-keys', 'no-duplicate-case',
  'no-empty-character-class', 'no-empty-pattern', 'no-ex-assign', 'no-fallthrough', 'no-func-assign', 'no-import-assign',
  'no-invalid-regexp', 'no-irregular-whitespace', 'no-misleading-character-class', 'no-new-native-nonconstructor', 'no-obj-calls',
  'no-self-assign', 'no-self-compare', 'no-setter-return', 'no-sparse-arrays', 'no-template-curly-in-string',
  'no-this-before-super', 'no-undef', 'no-unexpected-multiline', 'no-unmodified-loop-condition', 'no-unreachable',
  'no-unreachable-loop', 'no-unsafe-finally', 'no-unsafe-negation', 'no-unsafe-optional-chaining', 'no-unused-private-class-members',
  'no-useless-backreference', 'use-isnan', 'valid-typeof',
];
const HABITS = [
  'eqeqeq', 'no-array-constructor', 'no-caller', 'no-delete-var', 'no-else-return', 'no-empty', 'no-eval', 'no-extend-native',
  'no-extra-bind', 'no-global-assign', 'no-implied-eval', 'no-lone-blocks', 'no-new-func', 'no-new-wrappers', 'no-octal',
  'no-proto', 'no-redeclare', 'no-script-url', 'no-shadow-restricted-names', 'no-throw-literal',
  'no-unneeded-ternary', 'no-unused-labels', 'no-useless-call', 'no-useless-catch', 'no-useless-computed-key', 'no-useless-concat',
  'no-useless-constructor', 'no-useless-escape', 'no-useless-rename', 'no-useless-return', 'no-var', 'no-with', 'object-shorthand',
  'prefer-const', 'prefer-object-spread', 'prefer-rest-params', 'prefer-spread', 'prefer-template', 'require-yield',
];
const of = (...names) => Object.fromEntries(names.map((name) => [name, 'readonly']));
const LIBRARY = of(
  'AbortController', 'Blob', 'BroadcastChannel', 'DecompressionStream', 'MessageChannel', 'Response', 'TextDecoder', 'TextEncoder',
  'URL', 'URLSearchParams', 'Worker', 'atob', 'btoa', 'clearTimeout', 'console', 'crypto', 'fetch', 'indexedDB', 'location',
  'navigator', 'setInterval', 'setTimeout', 'structuredClone',
);
const PAGE = of(
  'CSS', 'Element', 'Event', 'File', 'ImageData', 'IntersectionObserver', 'Node', 'addEventListener', 'confirm', 'createImageBitmap', 'document', 'history',
  'isSecureContext', 'localStorage', 'print', 'requestAnimationFrame', 'scrollTo', 'scrollY', 'window',
);
const WORKER = of('Promise', 'caches', 'self');
const rules = Object.fromEntries([...MISTAKES, ...HABITS].map((rule) => [rule, 'error']));
rules['no-unused-vars'] = ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }];

export default [
  { ignores: ['web/vendor/', 'node_modules/'] },
  {
    files: ['web/**/*.js'],
    languageOptions: { ecmaVersion: 2022, sourceType: 'module' },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules,
  },
  { files: ['web/page/**/*.js'], languageOptions: { globals: { ...LIBRARY, ...PAGE } } },
  { files: ['web/desk/**/*.js', 'web/sign/**/*.js'], languageOptions: { globals: { ...LIBRARY, ...PAGE, ...of('FormData', 'PublicKeyCredential') } } },
  { files: ['web/packet/**/*.js', 'web/tender/**/*.js'], languageOptions: { globals: { ...LIBRARY, ...PAGE, ...of('OffscreenCanvas', 'performance', 'queueMicrotask', 'self') } } },
  { files: ['web/signing/**/*.js'], languageOptions: { globals: of('TextDecoder', 'TextEncoder', 'atob', 'btoa', 'crypto') } },
  { files: ['web/service_worker.js'], languageOptions: { globals: { ...LIBRARY, ...WORKER } } },
  { files: ['web/page/loading.js'], languageOptions: { ecmaVersion: 5, sourceType: 'script' }, rules: { 'no-var': 'off', 'prefer-const': 'off' } },
];
