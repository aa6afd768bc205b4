// credentials/documents/works/units.py: units and quantities. Two numbers are compared where their quantity is one.

import { UNITS } from '../../unit_tables.js';

export const IN_GAS = ['mass-in-gas', 'teq-in-gas'];
export const CONCENTRATIONS = [...IN_GAS, 'mass-in-liquid', 'mass-in-solid', 'count-in-liquid', 'turbidity', 'dilution'];
export const NOT_OF_GAS = [...CONCENTRATIONS.filter((quantity) => !IN_GAS.includes(quantity)), 'ph', 'sound-level'];
export const WITHOUT_BASIS = ['ppm', 'ppb', 'ppmv', 'ppmw', 'ppmd', 'ppbv', 'ppbw'];

/**
 * Returns the quantity that a unit of the list measures.
 * @param {string} unit
 */
export const quantityOf = (unit) => UNITS[unit].quantity;

/**
 * Returns the units of these quantities, in the order of the list.
 * @param {string[]} quantities
 */
export const unitsOf = (quantities) => Object.keys(UNITS).filter((unit) => quantities.includes(quantityOf(unit)));

/**
 * Returns whether one number is greater than another, exactly; both are decimal strings in units of the same quantity.
 * @param {string} low
 * @param {string} other
 */
export function isMore(low, other, unit = '1', otherUnit = '1') {
  const [top, bottom] = scale(low, unit);
  const [otherTop, otherBottom] = scale(other, otherUnit);
  return top * otherBottom > otherTop * bottom;
}

/**
 * Returns numerator and denominator.
 * @param {string} number
 * @param {string} unit
 */
function scale(number, unit) {
  const [whole, decimals = ''] = number.split('.');
  const [top, bottom] = UNITS[unit].factor;
  return [BigInt(whole + decimals) * BigInt(top), 10n ** BigInt(decimals.length) * BigInt(bottom)];
}
