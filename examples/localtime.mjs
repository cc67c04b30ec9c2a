// Says whose computer time it is: the account from getpwuid(), and the local time
// from localtime_r(), both of which give C structs.
//
//   node --experimental-ffi localtime.mjs [UID]
import { dlopen } from 'node:ffi';

// What time.h and pwd.h of Linux say.
const { functions: { getpwuid, localtime_r: localtimeR }, types } = dlopen(null, `
  struct tm {
    int tm_sec, tm_min, tm_hour, tm_mday, tm_mon, tm_year, tm_wday, tm_yday, tm_isdst;
    long tm_gmtoff;
    const char *tm_zone;
  };
  struct passwd {
    const char *pw_name, *pw_passwd;
    unsigned int pw_uid, pw_gid;
    const char *pw_gecos, *pw_dir, *pw_shell;
  };
  struct passwd *getpwuid(unsigned int uid);
  struct tm *localtime_r(const time_t *time, struct tm *result);
`);

const uid = Number(process.argv[2] ?? process.getuid?.());
if (!Number.isInteger(uid) || uid < 0) {
  console.error('usage: node --experimental-ffi localtime.mjs [UID]');
  process.exit(1);
}
const address = getpwuid(uid);
if (address === 0n) {
  console.error(`There is no account with the number ${uid}.`);
  process.exit(1);
}
// The strings are copies. The account itself is a view of the C library's memory,
// which the next call of getpwuid() changes.
const { pw_name: name, pw_dir: home, pw_shell: shell } = types.passwd.at(address);
console.log(`account:    ${name}, with ${shell} in ${home}`);

const now = new types.tm();
localtimeR(BigInt64Array.of(BigInt(Math.floor(Date.now() / 1000))), now);
const two = (number) => String(number).padStart(2, '0');
// C counts years from 1900, and months from 0.
console.log(`local time: ${now.tm_year + 1900}-${two(now.tm_mon + 1)}-${two(now.tm_mday)} ` +
            `${two(now.tm_hour)}:${two(now.tm_min)}:${two(now.tm_sec)} ${now.tm_zone}`);
console.log(`beyond UTC: ${Number(now.tm_gmtoff) / 3600} hours`);
