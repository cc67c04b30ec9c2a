// Prints the functions that a C header declares, as libclang reads it: structs by value
// everywhere, also to a callback.
//
//   node --experimental-ffi clang.mjs HEADER.h
import { array, dlopen, func, struct } from 'node:ffi';

// What clang-c/Index.h and CXString.h say.
class String extends struct({ data: 'pointer', private_flags: 'uint' }) {}
class Cursor extends struct({ kind: 'int', xdata: 'int', data: array('pointer', 3) }) {}
class Location extends struct({ ptr_data: array('pointer', 2), int_data: 'uint' }) {}
const definitions = {
  clang_createIndex: { arguments: ['int', 'int'], return: 'pointer' },
  clang_disposeIndex: { arguments: ['pointer'] },
  clang_parseTranslationUnit: {
    arguments: ['pointer', 'cstring', array('cstring'), 'int', 'pointer', 'uint', 'uint'],
    return: 'pointer',
  },
  clang_disposeTranslationUnit: { arguments: ['pointer'] },
  clang_getTranslationUnitCursor: { arguments: ['pointer'], return: Cursor },
  clang_visitChildren: {
    arguments: [
      Cursor, func({ arguments: [Cursor, Cursor, 'pointer'], return: 'int' }), 'pointer',
    ],
    return: 'uint',
  },
  clang_getCursorLocation: { arguments: [Cursor], return: Location },
  clang_Location_isFromMainFile: { arguments: [Location], return: 'int' },
  clang_getCursorPrettyPrinted: { arguments: [Cursor, 'pointer'], return: String },
  clang_getCString: { arguments: [String], return: 'cstring' },
  clang_disposeString: { arguments: [String] },
};
const CXCursor_FunctionDecl = 8;
const CXChildVisit_Continue = 1;

function openLibrary() {
  try {
    return dlopen('libclang-21.so.21', definitions);
  } catch (error) {
    throw new Error('libclang 21 is needed (Debian: the package libclang1-21)',
                    { cause: error });
  }
}
const { functions: clang } = openLibrary();

function functionsOf(header) {
  const found = [];
  const index = clang.clang_createIndex(0, 0);
  const unit = clang.clang_parseTranslationUnit(index, header, null, 0, null, 0, 0);
  if (unit === 0n)
    throw new Error(`${header} can't be read`);
  clang.clang_visitChildren(clang.clang_getTranslationUnitCursor(unit), (cursor) => {
    const location = clang.clang_getCursorLocation(cursor);
    if (cursor.kind === CXCursor_FunctionDecl && clang.clang_Location_isFromMainFile(location)) {
      const text = clang.clang_getCursorPrettyPrinted(cursor, null);
      found.push(clang.clang_getCString(text));
      clang.clang_disposeString(text);
    }
    return CXChildVisit_Continue;
  }, null);
  clang.clang_disposeTranslationUnit(unit);
  clang.clang_disposeIndex(index);
  return found;
}

const [, , header] = process.argv;
if (header === undefined) {
  console.error('usage: node --experimental-ffi clang.mjs HEADER.h');
  process.exit(1);
}
for (const declaration of functionsOf(header))
  console.log(`${declaration};`);
