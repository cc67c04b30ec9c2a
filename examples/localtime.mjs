// Says whose computer time it is: the account from getpwuid(), and the local time
// from localtime_r(), both of which give C structs.
//
//   node --experimental-ffi localtime.mjs [UID]
import { dlopen, pointer, struct } from 'node:ffi';

// What time.h of Linux says. A class can have methods beside the fields.
class Time extends struct({
  tm_sec: 'int', tm_min: 'int', tm_hour: 'int',
  tm_mday: 'int', tm_mon: 'int', tm_year: 'int',
  tm_wday: 'int', tm_yday: 'int', tm_isdst: 'int',
  tm_gmtoff: 'long', tm_zone: 'cstring',
}) {
  toString() {
    const two = (number) => String(number).padStart(2, '0');
    // C counts years from 1900, and months from 0.
    return `${this.tm_year + 1900}-${two(this.tm_mon + 1)}-${two(this.tm_mday)} ` +
           `${two(this.tm_hour)}:${two(this.tm_min)}:${two(this.tm_sec)} ${this.tm_zone}`;
  }
}

// What pwd.h of Linux says: names, numbers, and more names.
const Account = struct({
  pw_name: 'cstring', pw_passwd: 'cstring',
  pw_uid: 'uint', pw_gid: 'uint',
  pw_gecos: 'cstring', pw_dir: 'cstring', pw_shell: 'cstring',
});

const { functions: { getpwuid, localtime_r: localtimeR } } = dlopen(null, {
  getpwuid: { arguments: ['uint'], return: pointer(Account), errno: 'throw' },
  // It takes the address of a time_t, and that of a struct tm to fill in.
  localtime_r: { arguments: [pointer('time_t'), pointer(Time)], return: 'pointer' },
});

function accountOf(uid) {
  const address = getpwuid(uid);
  return address === 0n ? undefined : Account.at(address);
}

function localTime(date) {
  const time = new Time();
  const seconds = BigInt64Array.of(BigInt(Math.floor(date.getTime() / 1000)));
  localtimeR(seconds, time);
  return time;
}

const uid = Number(process.argv[2] ?? process.getuid());
if (!Number.isInteger(uid) || uid < 0) {
  console.error('usage: node --experimental-ffi localtime.mjs [UID]');
  process.exit(1);
}
const account = accountOf(uid);
if (account === undefined) {
  console.error(`There is no account with the number ${uid}.`);
  process.exit(1);
}
// The strings are copies. The account itself is a view of the C library's memory,
// which the next call of getpwuid() changes.
const { pw_name: name, pw_dir: home, pw_shell: shell } = account;
console.log(`account:    ${name}, with ${shell} in ${home}`);

const now = localTime(new Date());
console.log(`local time: ${now}`);
console.log(`beyond UTC: ${Number(now.tm_gmtoff) / 3600} hours`);
