// Numbers that look random and are the same for the same seed, on any machine.

export class Random {
  #state;

  // `stream` parts what has the same seed.
  constructor(seed, stream = 0) {
    this.#state = Math.imul(seed, 0x9E3779B1) ^ Math.imul(stream + 1, 0x85EBCA6B);
    for (let i = 0; i < 4; i++) this.bits();
  }

  // 32 bits: the algorithm called mulberry32.
  bits() {
    this.#state = (this.#state + 0x6D2B79F5) | 0;
    let x = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return (x ^ (x >>> 14)) >>> 0;
  }

  // From 0 to n - 1.
  below(n) {
    return Math.floor(this.bits() / 2 ** 32 * n);
  }

  between(low, high) {
    return low + this.below(high - low + 1);
  }

  chance(probability) {
    return this.bits() / 2 ** 32 < probability;
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  // One of the keys, as often as its value says.
  weighted(weights) {
    let left = this.below(Object.values(weights).reduce((sum, weight) => sum + weight));
    for (const [key, weight] of Object.entries(weights)) {
      left -= weight;
      if (left < 0) return key;
    }
  }

  bigBits(width) {
    const all = (BigInt(this.bits()) << 32n) | BigInt(this.bits());
    return BigInt.asUintN(width, all);
  }
}
