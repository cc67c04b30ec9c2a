// Compares the outcomes of one binary with those of the others.
//
// - With 26.10.0, the reference: each difference needs an entry in
//   differences.mjs.
// - With 26.1.0: only where that version gave a value, and we do not give it
//   too: that is a script of 26.1's that would not run. Where 26.1.0 failed,
//   crashed or had no such thing, what 26.10.0 does is the measure.
// - Unoptimised with optimised code, within one binary: ours must not differ.
// - Ours with ours without the fast path: they must not differ.

const failed = /^(?:[A-Z]\w*(?: \[\w+\])?: |threw |crash |ended |hang|exit [1-9]|signal )/;

function explain(entries, version, key, ours, theirs) {
  return entries.find((entry) =>
    (entry.versions ?? ['26.10.0', '26.1.0']).includes(version) &&
    entry.cases.test(key) && entry.oursIs.test(ours) && entry.theirsIs.test(theirs));
}

// V8 quotes the source of a function, which only generated ones have.
const withoutSource = (text) => text?.replace(/(?:function )?\w+\([^)]*\) \{.*\}/, '(source)');

export function compare(outcomes, subject, entries, complete) {
  const ours = outcomes[subject];
  const suites = new Map();
  const used = new Map(entries.map((entry) => [entry, 0]));
  const unexplained = [];
  const full = [];
  const modes = ['unoptimised', 'optimised'];
  const count = (key, what) => {
    const suite = key.slice(0, key.indexOf('/'));
    const counts = suites.get(suite) ?? { cases: 0, differences: 0, unexplained: 0, crashes: 0 };
    counts[what]++;
    suites.set(suite, counts);
  };

  const keys = new Set(Object.values(outcomes).flatMap((map) => [...map.keys()]));
  let notCompiled = 0;
  let changed = 0;
  for (const key of keys) {
    const mine = ours.get(key) ?? {};
    for (const version of ['26.10.0', '26.1.0']) {
      if (version === subject || !outcomes[version]) continue;
      const their = outcomes[version].get(key) ?? {};
      for (const mode of modes) {
        if (mine[mode] === undefined && their[mode] === undefined) continue;
        const a = mine[mode] ?? 'no outcome';
        const b = their[mode] ?? 'no outcome';
        if (version === '26.10.0') count(key, 'cases');
        if (a === b) continue;
        if (version === '26.1.0' && (failed.test(b) || b === 'no outcome')) {
          changed++;
          continue;
        }
        count(key, 'differences');
        const entry = explain(entries, version, key, a, b);
        const lines = [`${key} (${mode}, ${version})`, `    ours:   ${a.slice(0, 600)}`, `    theirs: ${b.slice(0, 600)}`];
        if (entry) {
          used.set(entry, used.get(entry) + 1);
          full.push(`explained by ${entry.id}: ${lines.join('\n')}`);
        } else {
          count(key, 'unexplained');
          unexplained.push(lines.join('\n'));
        }
      }
    }
    const plain = subject === 'ours' ? outcomes.generic?.get(key) ?? {} : mine;
    for (const mode of modes) {
      if (withoutSource(plain[mode]) === withoutSource(mine[mode])) continue;
      unexplained.push(`${key} (${mode}) differs from the generic path\n    fast:    ${mine[mode]}\n    generic: ${plain[mode]}`);
    }
    if (mine.compiled === false) notCompiled++;
    if (/^(crash|ended|hang)/.test(mine.unoptimised ?? '')) count(key, 'crashes');
    if (mine.optimised !== undefined && mine.unoptimised !== undefined && mine.optimised !== mine.unoptimised) {
      const lines = `${key} differs within ${subject}\n    unoptimised: ${mine.unoptimised}\n    optimised:   ${mine.optimised}`;
      if (subject === 'ours') unexplained.push(lines);
      else full.push(lines);
    }
  }

  const total = { cases: 0, differences: 0, unexplained: 0, crashes: 0 };
  const summary = [`${'suite'.padEnd(18)}${'compared'.padStart(10)}${'different'.padStart(11)}${'UNEXPLAINED'.padStart(13)}${'crashes'.padStart(9)}`];
  const row = (name, c) => summary.push(`${name.padEnd(18)}${String(c.cases).padStart(10)}${String(c.differences).padStart(11)}${String(c.unexplained).padStart(13)}${String(c.crashes).padStart(9)}`);
  for (const [name, counts] of suites) {
    row(name, counts);
    for (const key of Object.keys(total)) total[key] += counts[key];
  }
  row('all', total);
  for (const [entry, times] of used) summary.push(`explained ${String(times).padStart(5)} × ${entry.id}: ${entry.title}`);
  summary.push(`${changed} more where 26.1.0 failed or crashed, and we do not, or otherwise: not counted`);
  if (notCompiled) summary.push(`${notCompiled} call sites that V8 did not compile`);
  for (const text of unexplained.slice(0, 30)) summary.push(`UNEXPLAINED ${text}`);
  if (unexplained.length > 30) summary.push(`... ${unexplained.length - 30} more`);
  const stale = complete && subject === 'ours' ? entries.filter((entry) => used.get(entry) === 0) : [];
  for (const entry of stale) summary.push(`STALE ${entry.id}: this expected difference did not occur`);
  full.push(...unexplained.map((text) => `UNEXPLAINED ${text}`));
  summary.push(`${total.cases} cases compared, ${total.differences} differences, ${unexplained.length} UNEXPLAINED, ${stale.length} stale`);
  return { summary, full, unexplained: unexplained.length + stale.length };
}
