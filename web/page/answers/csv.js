// CSV as spreadsheet programs read it: UTF-8 with BOM, RFC 4180 quotes; no cell acts as a formula, and no code or
// number is converted. carriers/spreadsheet/csv_text.py does the same.

const RUNS = /^(?:[\t\r]|[ \u00a0\u3000]*[=+@＝＋－＠-])/;
// for a number, money, a date, a time, a truth: begins with a digit, or is a word with one, or a month and a number
const TAKEN = new RegExp(
  '^[ \u00a0\u3000]*(?:' +
    '[(（$¥￥€£.．,，]* ?(?:上午|下午)?[0-9０-９]' +
    '[0-9０-９A-Za-z \u00a0\u3000.．,，:：/／%％+＋－()（）年月日号时分秒上下午百千万亿元-]*' +
    '|[A-Za-z]{3,9}[.]? [0-9][0-9 \u00a0\u3000,:]*' +
    '|(?:[A-Za-z](?=.*[0-9])[0-9A-Za-z.:/-]*|true|false)[ \u00a0\u3000]*' +
    ')$',
  'i',
);

/**
 * Returns the CSV text of rows of cells.
 * @param {(string | number)[][]} rows
 */
export function formatCsv(rows) {
  return `\ufeff${rows.map((row) => row.map(formatCell).join(',')).join('\r\n')}\r\n`;
}

/** @param {string | number} value */
function formatCell(value) {
  const safe = asText(String(value));
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * Returns a cell that programs show as `text` and keep as text: `="…"` around text that they would convert.
 * @param {string} text
 */
function asText(text) {
  if (RUNS.test(text)) return `'${text}`;
  return TAKEN.test(text) ? `="${text}"` : text;
}
