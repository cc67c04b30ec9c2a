import { figure, percent } from './format.mjs';

/**
 * @typedef {object} Goal Not to take longer than one of these, or not to take more
 * @property {string} [peer] `times` what that peer takes, in the same row
 * @property {string} [row] `times` what another row takes, and `plus` more
 * @property {number} [times]
 * @property {number} [plus]
 * @property {number} [limit] So many of `unit`
 * @property {string} [unit]
 * @property {number} [part] Which of the row's values it is for, if there are several
 */

/**
 * @param {Goal[]} goals
 * @param {Record<string, number | number[]>} values By peer; `ours` is what is judged
 * @param {Record<string, string>} titles What the peers and other rows are called
 * @param {(row: string) => number} [oursOf] What ours takes in another row
 * @returns {string} Whether `ours` is there, and by how much not
 */
export function judge(goals, values, titles, oursOf) {
  if (values.ours === undefined) return goals.length === 0 ? '' : 'not there yet';
  const valueOf = (peer, part) => (part === undefined ? values[peer] : values[peer][part]);
  return goals.map(({ peer, row, times = 1, plus = 0, limit, unit, part }) => {
    let name = `${figure(limit)} ${unit}`;
    if (peer !== undefined) {
      limit = times * valueOf(peer, part);
      name = (times === 1 ? '' : `${times} × `) + titles[peer];
    } else if (row !== undefined) {
      limit = times * oursOf(row) + plus;
      name = (times === 1 ? '' : `${times} × `) + titles[row] + (plus === 0 ? '' : ` + ${figure(plus)} ns`);
    }
    const over = valueOf('ours', part) / limit - 1;
    // What is less than a percent is no difference.
    return over < 0.01 ? `≤ ${name}: met` : `≤ ${name}: ${percent(over)} over`;
  }).join('; ');
}
