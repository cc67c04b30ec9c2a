import { figure, percent } from './format.mjs';

/**
 * @param {object[]} goals Each with the peer to be as fast as, or the nanoseconds
 * @param {Record<string, number>} medians Nanoseconds, by peer
 * @param {Record<string, string>} titles What the peers are called
 * @returns {string} Whether `ours` is there, and by how much not
 */
export function judge(goals, medians, titles) {
  if (medians.ours === undefined) return goals.length === 0 ? '' : 'not there yet';
  return goals.map(({ peer, ns }) => {
    const limit = ns ?? medians[peer];
    const name = ns === undefined ? titles[peer] : `${figure(ns)} ns`;
    const over = medians.ours / limit - 1;
    // What is less than a percent is no difference.
    return over < 0.01 ? `≤ ${name}: met` : `≤ ${name}: ${percent(over)} over`;
  }).join('; ');
}
