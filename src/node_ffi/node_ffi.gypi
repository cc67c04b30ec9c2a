{
  # Included by node.gyp, to which these paths are relative.
  'variables': {
    'node_ffi_sources': [
      'src/node_ffi/binding.cc',
      'src/node_ffi/call_generic.cc',
      'src/node_ffi/call_generic.h',
      'src/node_ffi/function.cc',
      'src/node_ffi/function.h',
      'src/node_ffi/library.cc',
      'src/node_ffi/library.h',
      'src/node_ffi/marshal.cc',
      'src/node_ffi/marshal.h',
      'src/node_ffi/memory.cc',
      'src/node_ffi/memory.h',
      'src/node_ffi/permission.cc',
      'src/node_ffi/permission.h',
      'src/node_ffi/shared_object.cc',
      'src/node_ffi/shared_object.h',
      'src/node_ffi/signature.cc',
      'src/node_ffi/signature.h',
      'src/node_ffi/type.cc',
      'src/node_ffi/type.h',
      'src/node_ffi/version.cc',
      'src/node_ffi/version.h',
    ],
    'node_ffi_cctest_sources': [
      'test/cctest/test_ffi_call_generic.cc',
      'test/cctest/test_ffi_shared_object.cc',
      'test/cctest/test_ffi_signature.cc',
      'test/cctest/test_ffi_type.cc',
    ],
  },
}
