// What the programs of this folder share: each is run by main.mjs, with how much is to be
// done, and a seed. What it finds wrong, it throws.
import { dlopen, suffix } from 'node:ffi';
import { fileURLToPath } from 'node:url';

export const scale = Number(process.argv[2] ?? 1);
export const seed = Number(process.argv[3] ?? 1);

export const scaled = (count) => Math.max(1, Math.round(count * scale));

export function open(name, definitions) {
  const url = new URL(`../fixtures/ffi/build/libffi_${name}.${suffix}`, import.meta.url);
  return dlopen(fileURLToPath(url), definitions).functions;
}

/**
 * @param {number} seed
 * @returns {Function} Gives numbers from 0 up to a limit, the same ones each time
 */
export function createRandom(seed) {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % limit;
  };
}

export const mebibytes = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
export const inThousands = (count) => count.toLocaleString('en-US', { maximumFractionDigits: 0 });

// The most that the process ever had in memory.
export const maxRss = () => process.resourceUsage().maxRSS * 1024;

export async function waitUntil(condition) {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}
