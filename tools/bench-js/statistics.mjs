/**
 * @param {number[]} values
 * @param {number} part From 0 to 1
 * @returns {number} The value below which that part of the values are
 */
export function quantile(values, part) {
  const sorted = values.toSorted((a, b) => a - b);
  const index = (sorted.length - 1) * part;
  const low = Math.floor(index);
  const high = Math.ceil(index);
  return sorted[low] + (sorted[high] - sorted[low]) * (index - low);
}

/**
 * @param {number[]} values
 * @returns {number}
 */
export function median(values) {
  return quantile(values, 0.5);
}

/**
 * @param {number[]} values
 * @returns {number} Half of the range that holds the middle half of the values,
 *   as a part of their median
 */
export function spread(values) {
  return (quantile(values, 0.75) - quantile(values, 0.25)) / 2 / Math.abs(median(values));
}

/**
 * @param {Record<string, number[]>} samples
 * @returns {Record<string, number>} The median of each
 */
export function medians(samples) {
  return Object.fromEntries(Object.entries(samples).map(([name, values]) => [name, median(values)]));
}
