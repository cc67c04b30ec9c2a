'use strict';

const { getOptionValue } = require('internal/options');
const {
  namespace: { isBuildingSnapshot },
} = require('internal/v8/startup_snapshot');

// Whether the permission has to be asked for each time: as it may be dropped, and as a
// snapshot may be run with other permissions than it was built with.
const isToAsk = isBuildingSnapshot() || getOptionValue('--permission') ||
  getOptionValue('--permission-audit');

/**
 * @returns {boolean} Whether only some libraries are allowed, so that a program must not
 *   pass addresses to them that it made up
 */
const isLimited = () =>
  (getOptionValue('--permission') || getOptionValue('--permission-audit')) &&
  !getOptionValue('--allow-ffi') && getOptionValue('--allow-ffi-library').length > 0;

module.exports = {
  isLimited,
  isToAsk,
};
