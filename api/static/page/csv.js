// CSV as spreadsheet programs read it: UTF-8 with BOM, RFC 4180 quotes, and no cell that a program would run.

const RUNS = /^[=+\-@\t\r]/;

/** The text of rows of cells. */
export function formatCsv(rows) {
  return '\ufeff' + rows.map((row) => row.map(formatCell).join(',')).join('\r\n') + '\r\n';
}

function formatCell(value) {
  const text = String(value);
  const safe = RUNS.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
