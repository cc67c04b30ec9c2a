// Writes the code of one thunk: `emit arm64|x64 LETTERS`, a letter for each
// argument: `i` for an integer, `s` and `u` for one of 32 bits, signed or not,
// and `f` for a float.

#include <cstdio>
#include <cstring>
#include <vector>

#include "node_ffi/jit/thunk.h"

using node::ffi::RegisterClass;

static RegisterClass ToClass(char letter) {
  switch (letter) {
    case 's':
      return RegisterClass::kInt32;
    case 'u':
      return RegisterClass::kUint32;
    case 'f':
      return RegisterClass::kFloat;
    default:
      return RegisterClass::kInteger;
  }
}

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  std::vector<RegisterClass> classes;
  for (const char* letter = argv[2]; *letter != '\0'; letter++) {
    classes.push_back(ToClass(*letter));
  }
  const auto code = strcmp(argv[1], "x64") == 0
                        ? node::ffi::EmitThunkX64(classes)
                        : node::ffi::EmitThunkArm64(classes);
  return fwrite(code.data(), 1, code.size(), stdout) == code.size() ? 0 : 1;
}
