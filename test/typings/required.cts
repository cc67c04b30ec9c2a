// The module as a whole, in CommonJS.
import ffi = require('node:ffi');

ffi.dlopen(null).lib.close();
