// SQLite through the system's own libsqlite3, with no addon and no package.
//
//   node --experimental-ffi sqlite.mjs
import { dlopen, toBuffer, toString } from 'node:ffi';

// What sqlite3.h says: the functions, and the constants that they use.
const signatures = {
  sqlite3_open: { arguments: ['string', 'pointer'], return: 'i32' },
  sqlite3_close: { arguments: ['pointer'], return: 'i32' },
  sqlite3_errmsg: { arguments: ['pointer'], return: 'pointer' },
  sqlite3_libversion: { arguments: [], return: 'pointer' },
  sqlite3_prepare_v2: {
    arguments: ['pointer', 'string', 'i32', 'pointer', 'pointer'],
    return: 'i32',
  },
  sqlite3_bind_int64: { arguments: ['pointer', 'i32', 'i64'], return: 'i32' },
  sqlite3_bind_double: { arguments: ['pointer', 'i32', 'f64'], return: 'i32' },
  sqlite3_bind_text: {
    arguments: ['pointer', 'i32', 'string', 'i32', 'pointer'],
    return: 'i32',
  },
  sqlite3_bind_null: { arguments: ['pointer', 'i32'], return: 'i32' },
  sqlite3_step: { arguments: ['pointer'], return: 'i32' },
  sqlite3_finalize: { arguments: ['pointer'], return: 'i32' },
  sqlite3_column_count: { arguments: ['pointer'], return: 'i32' },
  sqlite3_column_name: { arguments: ['pointer', 'i32'], return: 'pointer' },
  sqlite3_column_type: { arguments: ['pointer', 'i32'], return: 'i32' },
  sqlite3_column_int64: { arguments: ['pointer', 'i32'], return: 'i64' },
  sqlite3_column_double: { arguments: ['pointer', 'i32'], return: 'f64' },
  sqlite3_column_text: { arguments: ['pointer', 'i32'], return: 'pointer' },
  sqlite3_column_blob: { arguments: ['pointer', 'i32'], return: 'pointer' },
  sqlite3_column_bytes: { arguments: ['pointer', 'i32'], return: 'i32' },
};
const SQLITE_OK = 0;
const SQLITE_ROW = 100;
const SQLITE_DONE = 101;
const SQLITE_INTEGER = 1;
const SQLITE_FLOAT = 2;
const SQLITE_TEXT = 3;
const SQLITE_BLOB = 4;
// (void *) -1: SQLite makes its own copy of the text. It has to, because the C
// string that a JavaScript string is passed as lives only during the call.
const SQLITE_TRANSIENT = 0xffff_ffff_ffff_ffffn;

function openLibrary() {
  try {
    return dlopen('libsqlite3.so.0', signatures);
  } catch (error) {
    console.error(error.message);
    console.error('SQLite is needed: install the package libsqlite3-0 ' +
                  '(Debian, Ubuntu) or sqlite-libs (Fedora).');
    process.exit(1);
  }
}
const { functions: sqlite } = openLibrary();

class Database {
  #db;

  constructor(path) {
    const out = new BigUint64Array(1);  // For a sqlite3 *
    const status = sqlite.sqlite3_open(path, out);
    this.#db = out[0];
    try {
      this.#check(status);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  // Runs one statement, and returns its rows as objects.
  query(sql, ...values) {
    const out = new BigUint64Array(1);  // For a sqlite3_stmt *
    this.#check(sqlite.sqlite3_prepare_v2(this.#db, sql, -1, out, null));
    const statement = out[0];
    try {
      values.forEach((value, i) => this.#check(bind(statement, i + 1, value)));
      const rows = [];
      while (this.#check(sqlite.sqlite3_step(statement)) === SQLITE_ROW)
        rows.push(readRow(statement));
      return rows;
    } finally {
      sqlite.sqlite3_finalize(statement);
    }
  }

  close() {
    sqlite.sqlite3_close(this.#db);
    this.#db = null;
  }

  [Symbol.dispose]() {
    this.close();
  }

  #check(status) {
    if (status !== SQLITE_OK && status !== SQLITE_ROW && status !== SQLITE_DONE)
      throw new Error(toString(sqlite.sqlite3_errmsg(this.#db)));
    return status;
  }
}

function bind(statement, index, value) {
  if (value === null)
    return sqlite.sqlite3_bind_null(statement, index);
  if (typeof value === 'bigint' || Number.isSafeInteger(value))
    return sqlite.sqlite3_bind_int64(statement, index, BigInt(value));
  if (typeof value === 'number')
    return sqlite.sqlite3_bind_double(statement, index, value);
  return sqlite.sqlite3_bind_text(statement, index, `${value}`, -1, SQLITE_TRANSIENT);
}

function readRow(statement) {
  const row = {};
  for (let i = 0; i < sqlite.sqlite3_column_count(statement); i++)
    row[toString(sqlite.sqlite3_column_name(statement, i))] = readColumn(statement, i);
  return row;
}

function readColumn(statement, i) {
  switch (sqlite.sqlite3_column_type(statement, i)) {
    case SQLITE_INTEGER: {
      const value = sqlite.sqlite3_column_int64(statement, i);
      return Number.isSafeInteger(Number(value)) ? Number(value) : value;
    }
    case SQLITE_FLOAT:
      return sqlite.sqlite3_column_double(statement, i);
    case SQLITE_TEXT:
      return toString(sqlite.sqlite3_column_text(statement, i));
    case SQLITE_BLOB:
      return toBuffer(sqlite.sqlite3_column_blob(statement, i),
                      sqlite.sqlite3_column_bytes(statement, i));
    default:  // SQLITE_NULL
      return null;
  }
}

console.log(`SQLite ${toString(sqlite.sqlite3_libversion())}`);
using db = new Database(':memory:');

db.query('CREATE TABLE mountain (name TEXT, metres INTEGER, first_climbed INTEGER)');
for (const mountain of [
  ['Mount Everest', 8849, 1953],
  ['K2', 8611, 1954],
  ['Kangchenjunga', 8586, 1955],
  ['Gangkhar Puensum', 7570, null],
])
  db.query('INSERT INTO mountain VALUES (?, ?, ?)', ...mountain);

console.table(db.query('SELECT * FROM mountain WHERE metres > ? ORDER BY name', 8600));
console.table(db.query('SELECT name FROM mountain WHERE first_climbed IS ?', null));

try {
  db.query('SELECT height FROM mountain');
} catch (error) {
  console.log(`SQLite says: ${error.message}`);
}
