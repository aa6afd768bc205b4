// CSV as spreadsheet programs read it: UTF-8 with BOM, RFC 4180 quotes, no cell that a program would run, and no code
// or number that it would make something else of. api/answers/csv_text.py does the same.

const RUNS = /^[=+\-@\t\r]/;
// for a number, a date, a time, a truth: begins with a digit, or is a word with one, or a month and a number
const TAKEN = /^(?:[0-9][0-9A-Za-z .,:/%+-]*|(?=.*[0-9])[A-Za-z][0-9A-Za-z.:/-]*|[A-Za-z]{3,9} [0-9]+|true|false)$/i;

/** The text of rows of cells. */
export function formatCsv(rows) {
  return '\ufeff' + rows.map((row) => row.map(formatCell).join(',')).join('\r\n') + '\r\n';
}

function formatCell(value) {
  const safe = asText(String(value));
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** What a program shows as `text`, and keeps as text: `="…"` around what it would take for something else. */
function asText(text) {
  if (RUNS.test(text)) return `'${text}`;
  return TAKEN.test(text) ? `="${text}"` : text;
}
