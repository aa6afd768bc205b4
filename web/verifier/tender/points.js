// verifier/tender/points.py: which row of a tender's own table of points was reached; shown, and never added up.

import { readGrade } from './asked.js';

/** @import { Asked } from './asked.js' */
/** @import { PointsRow } from './documents/tender.js' */
/** @typedef {{ asked: Asked | null, grade: string | null }} Graded what counts for a requirement of a group */

/**
 * The best row of any group that is met, {row, minGrade, points} or null; within a group the lowest grade decides.
 * @param {PointsRow[]} rows
 * @param {Graded[][]} groups
 */
export function reachRow(rows, groups) {
  const reached = groups.map((group) => Math.max(...group.map((graded) => rowOf(rows, graded))));
  const best = Math.min(rows.length, ...reached);
  if (best >= rows.length) return null;
  return { row: best, minGrade: rows[best].minGrade, points: rows[best].points };
}

/**
 * The first row whose lowest grade is reached; as many as there are for none.
 * @param {PointsRow[]} rows
 * @param {Graded} graded
 */
function rowOf(rows, { asked, grade }) {
  if (asked === null || grade === null) return rows.length;
  const place = rows.findIndex(({ minGrade }) => {
    const least = readGrade(minGrade, asked.scheme);
    return least !== null && asked.placeOf(grade) <= asked.placeOf(least);
  });
  return place < 0 ? rows.length : place;
}
