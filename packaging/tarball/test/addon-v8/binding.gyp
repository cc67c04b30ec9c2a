{
  'targets': [{
    'target_name': 'addon',
    'sources': ['addon.cc'],
    'cflags_cc!': ['-fno-exceptions'],
  }],
}
