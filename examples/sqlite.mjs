// SQLite through the system's own libsqlite3, with no addon and no package: tables, bound
// parameters, rows, and a function of SQL that is written in JavaScript.
//
//   node --experimental-ffi sqlite.mjs
import {
  array, Callback, cdef, dlopen, findLibrary, func, handle, out, owned,
} from 'node:ffi';

const path = findLibrary('sqlite3');
if (path === undefined)
  throw new Error('SQLite is needed (Debian, Ubuntu: the package libsqlite3-0)');

// What sqlite3.h says: first what C's own words are enough for, and then what has results
// beside the status, or arrays whose length is another argument.
const Database = handle('sqlite3', { close: 'sqlite3_close' });
const Statement = handle('sqlite3_stmt', { close: 'sqlite3_finalize' });
const texts = array('cstring', { countedBy: 1 });
const onRow = func({ arguments: ['pointer', 'int', texts, texts], return: 'int' });
const { functions } = cdef(`
  const char *sqlite3_libversion(void);
  const char *sqlite3_errstr(int status);
  const char *sqlite3_errmsg(sqlite3 *);
  int sqlite3_bind_double(sqlite3_stmt *, int, double);
  int sqlite3_bind_text(sqlite3_stmt *, int, const char *, int, void *);
  int sqlite3_step(sqlite3_stmt *);
  int sqlite3_reset(sqlite3_stmt *);
  int sqlite3_column_count(sqlite3_stmt *);
  const char *sqlite3_column_name(sqlite3_stmt *, int);
  int sqlite3_column_type(sqlite3_stmt *, int);
  double sqlite3_column_double(sqlite3_stmt *, int);
  const char *sqlite3_column_text(sqlite3_stmt *, int);
  const char *sqlite3_value_text(void *value);
  void sqlite3_result_int(void *context, int);
  int sqlite3_create_function(sqlite3 *, const char *name, int count, int encoding, void *,
                              void *call, void *step, void *final);
`, { types: { sqlite3: Database, sqlite3_stmt: Statement } });
const { functions: sqlite } = dlopen(path, {
  ...functions,
  sqlite3_open: { arguments: ['cstring', out(Database)], return: 'int' },
  sqlite3_prepare_v2: {
    arguments: [Database, 'cstring', 'int', out(Statement), 'pointer'], return: 'int',
  },
  sqlite3_exec: {
    arguments: [Database, 'cstring', onRow, 'pointer', out(owned('cstring', 'sqlite3_free'))],
    return: 'int',
  },
});
const SQLITE_ROW = 100;
const SQLITE_INTEGER = 1;
const SQLITE_FLOAT = 2;
const SQLITE_UTF8 = 1;
const SQLITE_TRANSIENT = 0xffff_ffff_ffff_ffffn;  // SQLite makes its own copy of the text.

function open(file) {
  const { value: status, out: [db] } = sqlite.sqlite3_open(file);
  if (db === null || status !== 0)
    throw new Error(`${file}: ${sqlite.sqlite3_errstr(status)}`);
  return db;
}

function check(db, status) {
  if (status !== 0)
    throw new Error(`${sqlite.sqlite3_errmsg(db)}`);
}

// Runs a statement, and returns its rows.
function query(db, sql, ...values) {
  using statement = sqlite.sqlite3_prepare_v2(db, sql, -1, null).out[0];
  if (statement === null)
    throw new Error(`${sqlite.sqlite3_errmsg(db)}`);
  values.forEach((value, i) => check(db, typeof value === 'number' ?
    sqlite.sqlite3_bind_double(statement, i + 1, value) :
    sqlite.sqlite3_bind_text(statement, i + 1, value, -1, SQLITE_TRANSIENT)));
  const rows = [];
  while (sqlite.sqlite3_step(statement) === SQLITE_ROW)
    rows.push(readRow(statement));
  check(db, sqlite.sqlite3_reset(statement));
  return rows;
}

function readRow(statement) {
  const row = {};
  for (let i = 0; i < sqlite.sqlite3_column_count(statement); i++) {
    const type = sqlite.sqlite3_column_type(statement, i);
    row[sqlite.sqlite3_column_name(statement, i)] =
      type === SQLITE_INTEGER || type === SQLITE_FLOAT ?
        sqlite.sqlite3_column_double(statement, i) :
        sqlite.sqlite3_column_text(statement, i);  // Or null, if that is what it is.
  }
  return row;
}

// Runs statements that have no parameters, and returns their rows as text.
function exec(db, sql) {
  const rows = [];
  const { out: [message] } = sqlite.sqlite3_exec(db, sql, (_, count, values, names) => {
    rows.push(Object.fromEntries(Array.from(names ?? [], (name, i) => [name, values?.at(i)])));
    return 0;
  }, null);
  if (message !== null)
    throw new Error(message);
  return rows;
}

console.log(`SQLite ${sqlite.sqlite3_libversion()}`);
using db = open(':memory:');

exec(db, 'CREATE TABLE mountain (name TEXT, metres INTEGER, first_climbed INTEGER)');
for (const mountain of [
  ['Mount Everest', 8849, 1953],
  ['K2', 8611, 1954],
  ['Kangchenjunga', 8586, 1955],
  ['Gangkhar Puensum', 7570, null],
])
  query(db, 'INSERT INTO mountain VALUES (?, ?, ?)', ...mountain);
console.table(query(db, 'SELECT * FROM mountain WHERE metres < ? ORDER BY name', 8600));

// SQLite knows the operator REGEXP, but leaves what it does to the program.
using regexp = new Callback(
  func({ arguments: ['pointer', 'int', array('pointer', { countedBy: 1 })], return: 'void' }),
  (context, count, values) => {
    const [pattern, text] =
      Array.from(values ?? [], (value) => sqlite.sqlite3_value_text(value) ?? '');
    sqlite.sqlite3_result_int(context, Number(new RegExp(pattern, 'u').test(text)));
  });
check(db, sqlite.sqlite3_create_function(
  db, 'regexp', 2, SQLITE_UTF8, null, regexp, null, null));
console.table(exec(db, "SELECT * FROM mountain WHERE name REGEXP '^K'"));

try {
  query(db, 'SELECT height FROM mountain');
} catch (error) {
  console.log(`SQLite says: ${error.message}`);
}
