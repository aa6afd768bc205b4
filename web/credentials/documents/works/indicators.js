// credentials/documents/works/indicators.py: the numbers of a technology, each in a unit and under conditions.

import * as is from '../../members.js';
import { TARGETS, UNITS } from '../../unit_tables.js';
import { CONCENTRATIONS, IN_GAS, NOT_OF_GAS, WITHOUT_BASIS, isMore, quantityOf, unitsOf } from './quantities.js';

/** @template T @typedef {import('../../members.js').Member<T>} Member */

const figure = is.text({ pattern: '^(0|[1-9][0-9]{0,11})(\\.[0-9]{1,6})?$' });
const temperature = is.text({ pattern: '^-?(0|[1-9][0-9]{0,3})(\\.[0-9]{1,3})?$' });
export const CAPACITIES = ['flow', 'mass-rate', 'mass-in-a-year', 'power', 'area'];
const CONSUMPTIONS = [
  'flow', 'mass-rate', 'mass-in-a-year', 'energy-per-volume', 'energy-per-mass', 'power', 'dose-per-volume', 'dose-per-mass', 'area',
];

/** @param {string} value */
const shorten = (value) => Array.from(value).slice(0, 60).join('');

/** @type {Member<string>} */
const anyText = is.text();

/** @type {Member<string>} */
const unit = (value, path) => {
  const code = anyText(value, path);
  if (WITHOUT_BASIS.includes(code.replace(/^[[\]]+|[[\]]+$/g, '').toLowerCase())) {
    throw is.refuse('unit-basis', path, '', { item: shorten(code) });
  }
  if (!Object.hasOwn(UNITS, code)) throw is.refuse('unit-unknown', path, '', { item: shorten(code), expected: Object.keys(UNITS) });
  return code;
};

/** @type {Member<string>} */
export const target = (value, path) => {
  const code = anyText(value, path);
  if (!Object.hasOwn(TARGETS, code)) throw is.refuse('target-unknown', path, '', { item: shorten(code) });
  return code;
};

const gasState = is.literal('dry-standard', 'wet-standard', 'actual');

/**
 * Refuses a range whose low end exceeds its high end.
 * @param {string | undefined} low
 * @param {string | undefined} high
 * @param {string} path
 * @param {string} member
 */
function checkRange(low, high, path, member) {
  if (low !== undefined && high !== undefined && isMore(low, high)) throw is.refuse('range-upside-down', path, member);
}

/**
 * Refuses a unit of any quantity except these.
 * @param {string} code
 * @param {string[]} quantities
 * @param {string} path
 */
export function checkQuantity(code, quantities, path, member = 'unit') {
  if (!quantities.includes(quantityOf(code))) {
    throw is.refuse('unit-quantity', path, member, { item: code, expected: unitsOf(quantities) });
  }
}

/**
 * Refuses oxygen above its highest share.
 * @param {string | undefined} oxygen
 * @param {string} path
 */
function checkOxygen(oxygen, path) {
  if (oxygen !== undefined && isMore(oxygen, '100')) throw is.refuse('percent-range', path, 'referenceO2');
}

const ends = { low: is.maybe(figure), high: is.maybe(figure), unit };

/**
 * @param {{ low?: string, high?: string }} body
 * @param {string} path
 */
function checkEnds({ low, high }, path) {
  if (low === undefined && high === undefined) throw is.refuse('range-empty', path);
  checkRange(low, high, path, 'high');
}

export const amount = is.model(ends, checkEnds);
export const consumption = is.model({ ...ends, name: is.names }, (body, path) => {
  checkEnds(body, path);
  checkQuantity(body.unit, CONSUMPTIONS, path);
});

const condition = is.model(
  {
    influentLow: is.maybe(figure),
    influentHigh: is.maybe(figure),
    influentUnit: is.maybe(unit),
    gasState: is.maybe(gasState),
    referenceO2: is.maybe(figure),
    averaging: is.maybe(is.literal('instant', 'hour', 'day', 'batch')),
    temperatureLow: is.maybe(temperature),
    temperatureHigh: is.maybe(temperature),
  },
  ({ influentLow, influentHigh, influentUnit, referenceO2, temperatureLow, temperatureHigh }, path) => {
    const influent = [influentLow, influentHigh, influentUnit];
    if (influent.some(Boolean) && !influent.every(Boolean)) {
      throw is.refuse('influent-missing', path, influentUnit === undefined ? 'influentUnit' : 'influentLow');
    }
    checkRange(influentLow, influentHigh, path, 'influentHigh');
    checkRange(temperatureLow, temperatureHigh, path, 'temperatureHigh');
    checkOxygen(referenceO2, path);
  },
);

const members = {
  ...ends,
  code: is.slug,
  name: is.names,
  measure: is.literal('outlet', 'removal', 'capacity', 'other'),
  target: is.maybe(target),
  role: is.literal('claimed', 'tested'),
  typical: is.maybe(figure),
  condition: is.maybe(condition),
  method: is.maybe(is.line),
  source: is.maybe(is.digest),
};

/** @typedef {import('../../members.js').BodyOf<typeof members>} Indicator */

export const indicator = is.model(members, (body, path) => {
  checkEnds(body, path);
  if (body.typical !== undefined) {
    checkRange(body.low, body.typical, path, 'typical');
    checkRange(body.typical, body.high, path, 'high');
  }
  if (body.role === 'tested' && body.source === undefined) throw is.refuse('evidence-missing', path, 'source');
  if (body.measure === 'capacity') checkQuantity(body.unit, CAPACITIES, path);
  if (body.measure === 'outlet' || body.measure === 'removal') checkTreatment(body, path);
  checkGas(body, path);
});

/**
 * @param {Indicator} body
 * @param {string} path
 */
function checkTreatment(body, path) {
  if (body.target === undefined) throw is.refuse('member-missing', path, 'target');
  const quantities = TARGETS[body.target];
  const { influentUnit, influentHigh } = body.condition ?? {};
  const isRemoval = body.measure === 'removal';
  const top = body.high ?? body.typical ?? body.low ?? '';
  const last = body.high !== undefined ? 'high' : body.typical !== undefined ? 'typical' : 'low';
  checkQuantity(body.unit, isRemoval ? ['ratio'] : quantities, path);
  if (isRemoval && isMore(top, '100')) throw is.refuse('percent-range', path, last);
  if (influentUnit === undefined || influentHigh === undefined) {
    if (isRemoval) throw is.refuse('influent-missing', path, 'condition');
    return;
  }
  checkQuantity(influentUnit, quantities, path, 'condition.influentUnit');
  const quantity = quantityOf(body.unit);
  const isComparable = CONCENTRATIONS.includes(quantity) && quantity === quantityOf(influentUnit);
  if (isComparable && isMore(top, influentHigh, body.unit, influentUnit)) throw is.refuse('outlet-above-inlet', path, last);
}

/**
 * @param {Indicator} body
 * @param {string} path
 */
function checkGas({ unit: own, condition: under }, path) {
  const measured = [own, under?.influentUnit].flatMap((code) => (code === undefined ? [] : [quantityOf(code)]));
  const inGas = measured.some((quantity) => IN_GAS.includes(quantity));
  if (inGas && under?.gasState === undefined) throw is.refuse('state-missing', path, 'condition.gasState');
  if (!inGas && under?.referenceO2 !== undefined) throw is.refuse('condition-stray', path, 'condition.referenceO2');
  const isElsewhere = !inGas && measured.some((quantity) => NOT_OF_GAS.includes(quantity));
  if (isElsewhere && under?.gasState !== undefined) throw is.refuse('condition-stray', path, 'condition.gasState');
}

const limitMembers = {
  target,
  low: is.maybe(figure),
  high: figure,
  unit,
  gasState: is.maybe(gasState),
  referenceO2: is.maybe(figure),
};

export const limit = is.model(limitMembers, (body, path) => {
  const { target: of, low, high, unit: own, gasState: state, referenceO2 } = body;
  checkQuantity(own, TARGETS[of], path);
  const inGas = IN_GAS.includes(quantityOf(own));
  if (inGas && state === undefined) throw is.refuse('state-missing', path, 'gasState');
  if (!inGas && referenceO2 !== undefined) throw is.refuse('condition-stray', path, 'referenceO2');
  checkOxygen(referenceO2, path);
  if (low !== undefined && quantityOf(own) !== 'ph') throw is.refuse('condition-stray', path, 'low');
  checkRange(low, high, path, 'high');
});
