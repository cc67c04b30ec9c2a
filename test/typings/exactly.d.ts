// For what has to be of exactly one type: `exactly<number>().is(value)`.
declare function exactly<Expected>(): {
  is<Actual>(
    value: Actual, ...wrong: Same<Actual, Expected> extends true ? [] : [actual: Actual]): void;
};

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;
