// Written by `python -m tools.docs.build` from web/icons.py; do not edit.
// sign: whether its first path is broken, and its paths
/** @type {Record<string, [boolean, ...string[]]>} */
export const ICONS = {
  'ok': [false, 'M2.5 12a9.5 9.5 0 1 1 19 0a9.5 9.5 0 1 1-19 0', 'M7.5 12.5l3 3 6-6.5'],
  'no': [false, 'M2.5 12a9.5 9.5 0 1 1 19 0a9.5 9.5 0 1 1-19 0', 'M8.5 8.5l7 7m0-7l-7 7'],
  'warn': [false, 'M2.5 12a9.5 9.5 0 1 1 19 0a9.5 9.5 0 1 1-19 0', 'M7.5 10h9m-9 4.5h9M14.5 7l-5 10.5'],
  'unk': [true, 'M2.5 12a9.5 9.5 0 1 1 19 0a9.5 9.5 0 1 1-19 0', 'M9.3 9.3a2.8 2.8 0 1 1 3.9 2.7c-.8.4-1.2.9-1.2 1.8M12 16.9v.1'],
  'skip': [false, 'M2.5 12a9.5 9.5 0 1 1 19 0a9.5 9.5 0 1 1-19 0', 'M8 12h8'],
  'scan': [false, 'M4 8V5a1 1 0 0 1 1-1h3m8 0h3a1 1 0 0 1 1 1v3', 'M20 16v3a1 1 0 0 1-1 1h-3m-8 0H5a1 1 0 0 1-1-1v-3M4 12h16'],
  'print': [false, 'M7 8V4h10v4M7 17H4v-8h16v8h-3M7 14h10v6H7z'],
  'down': [false, 'M12 4v11m-4.5-4.5L12 15l4.5-4.5M5 20h14'],
};
