// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
const { array, getRawPointer, struct } = require('node:ffi');
const { optimize } = require('../common/ffi');

// Threads have instances of their own, which may be of the same memory.

const Point = struct({ x: 'int', y: 'double' }, { name: 'Point' });
const Points = array(Point, 100);

function work(points) {
  let sum = 0;
  for (const point of points) {
    point.x++;
    sum += new Point(point).x;
  }
  return sum;
}

if (isMainThread) {
  const shared = new SharedArrayBuffer(Points.size);
  const own = new ArrayBuffer(Points.size);
  const points = Points.from(shared);
  const native = Points.at(getRawPointer(own));
  let running = 4;
  for (let i = 0; i < 4; i++) {
    const worker = new Worker(__filename, { workerData: { shared, address: getRawPointer(own), i } });
    worker.on('message', common.mustCall((sum) => {
      assert.strictEqual(sum, 50);
      if (--running > 0) return;
      // Each has had its quarter.
      assert.strictEqual(work(points), 200);
      assert.strictEqual(work(native), 200);
      // Nobody else keeps the memory that the threads have the address of.
      assert.strictEqual(own.byteLength, Points.size);
    }));
  }
} else {
  const { shared, address, i } = workerData;
  const sizeOfQuarter = Points.size / 4;
  const Quarter = array(Point, 25);
  const ways = [Quarter.from(shared, i * sizeOfQuarter), Quarter.at(address + BigInt(i * sizeOfQuarter))];
  const local = new Quarter();
  optimize(work, local);
  parentPort.postMessage(ways.reduce((sum, quarter) => sum + work(quarter), 0));
  assert.ok(local.at(0).x > 100);
}
