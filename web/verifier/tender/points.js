// verifier/tender/points.py: which row of a tender's own table of points was reached; shown, and never added up.

import { readGrade } from './asked.js';

/** The best row of any group that is met, {row, minGrade, points} or null; within a group the lowest grade decides. */
export function reachRow(rows, groups) {
  const reached = groups.map((group) => Math.max(...group.map(({ asked, grade }) => rowOf(rows, asked, grade))));
  const best = Math.min(rows.length, ...reached);
  if (best >= rows.length) return null;
  return { row: best, minGrade: rows[best].minGrade, points: rows[best].points };
}

/** The first row whose lowest grade is reached; as many as there are for none. */
function rowOf(rows, asked, grade) {
  if (asked === null || grade === null) return rows.length;
  const place = rows.findIndex(({ minGrade }) => {
    const least = readGrade(minGrade, asked.scheme);
    return least !== null && asked.placeOf(grade) <= asked.placeOf(least);
  });
  return place < 0 ? rows.length : place;
}
