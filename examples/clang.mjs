// Prints the functions that a C header declares, as libclang reads it: structs by value
// everywhere, also to a callback.
//
//   node --experimental-ffi clang.mjs HEADER.h
import { cdef, dlopen, findLibrary, handle } from 'node:ffi';

const path = findLibrary('clang-21');
if (path === undefined)
  throw new Error('libclang is needed (Debian: the package libclang1-21)');

// What clang-c/Index.h and CXString.h say.
const Index = handle('CXIndexImpl', { close: 'clang_disposeIndex' });
const Unit = handle('CXTranslationUnitImpl', { close: 'clang_disposeTranslationUnit' });
const { functions, constants } = cdef(`
  typedef struct CXIndexImpl *CXIndex;
  typedef struct CXTranslationUnitImpl *CXTranslationUnit;
  typedef struct { const void *data; unsigned private_flags; } CXString;
  typedef struct { const void *ptr_data[2]; unsigned int_data; } CXSourceLocation;
  typedef struct { int kind, xdata; const void *data[3]; } CXCursor;
  enum { CXCursor_FunctionDecl = 8, CXChildVisit_Continue = 1 };

  CXIndex clang_createIndex(int, int);
  CXTranslationUnit clang_parseTranslationUnit(
    CXIndex, const char *file, const char *const *options, int option_count,
    void *unsaved, unsigned unsaved_count, unsigned flags);
  CXCursor clang_getTranslationUnitCursor(CXTranslationUnit);
  unsigned clang_visitChildren(
    CXCursor parent, int (*visitor)(CXCursor cursor, CXCursor parent, void *), void *);
  CXSourceLocation clang_getCursorLocation(CXCursor);
  int clang_Location_isFromMainFile(CXSourceLocation);
  CXString clang_getCursorPrettyPrinted(CXCursor, void *policy);
  const char *clang_getCString(CXString);
  void clang_disposeString(CXString);
`, { types: { CXIndexImpl: Index, CXTranslationUnitImpl: Unit } });
const { CXCursor_FunctionDecl, CXChildVisit_Continue } = constants;
const { functions: clang } = dlopen(path, functions);

function functionsOf(header) {
  using index = clang.clang_createIndex(0, 0);
  using unit = clang.clang_parseTranslationUnit(index, header, null, 0, null, 0, 0);
  if (unit === null)
    throw new Error(`${header} can't be read`);
  const found = [];
  clang.clang_visitChildren(clang.clang_getTranslationUnitCursor(unit), (cursor) => {
    const location = clang.clang_getCursorLocation(cursor);
    if (cursor.kind === CXCursor_FunctionDecl && clang.clang_Location_isFromMainFile(location)) {
      const text = clang.clang_getCursorPrettyPrinted(cursor, null);
      found.push(clang.clang_getCString(text));
      clang.clang_disposeString(text);
    }
    return CXChildVisit_Continue;
  }, null);
  return found;
}

const [, , header] = process.argv;
if (header === undefined) {
  console.error('usage: node --experimental-ffi clang.mjs HEADER.h');
  process.exit(1);
}
for (const declaration of functionsOf(header))
  console.log(`${declaration};`);
