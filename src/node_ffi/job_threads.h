// Threads that do work for environments.

#ifndef SRC_NODE_FFI_JOB_THREADS_H_
#define SRC_NODE_FFI_JOB_THREADS_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "node_ffi/job.h"
#include "node_ffi/patience.h"
#include "uv.h"

namespace node::ffi {

// Threads that take jobs from one queue: as many as there is work for, up to a
// maximum. One that was busy with short jobs waits a moment for the next one
// before it sleeps, so that nobody has to wake it.
class JobThreads {
 public:
  JobThreads(std::string name, size_t max_count);
  // Joins them, when all jobs are done.
  ~JobThreads();
  JobThreads(const JobThreads&) = delete;
  JobThreads& operator=(const JobThreads&) = delete;

  // The one pool of the process, with as many threads as libuv's.
  static JobThreads* GetPool();

  // Has a thread there. Gives false, and libuv's error, if there is none and
  // none can be made.
  int StartFirst();
  // To be called when there is a thread.
  void Push(Job* job);
  // Takes a job away. Gives false if it was begun.
  bool Remove(Job* job);

 private:
  using Lock = std::unique_lock<std::mutex>;

  // With the lock:
  int StartThread();
  void Sleep(Lock* lock);
  // Waits for a job for a moment, without the lock.
  void WaitAwake(Lock* lock);
  // What each thread does.
  void Run();

  const std::string name_;
  const size_t max_count_;
  std::mutex mutex_;
  // With the lock only, but for `count_`, which is the size of the queue.
  std::condition_variable changed_;
  std::vector<uv_thread_t> threads_;
  std::deque<Job*> queue_;
  std::atomic<size_t> count_ = 0;
  // How many threads sleep, also if they are being woken; how many have not
  // looked for a job yet; whether one waits awake.
  size_t sleeping_ = 0;
  size_t starting_ = 0;
  bool is_one_awake_ = false;
  Patience patience_;
  bool is_ending_ = false;
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_JOB_THREADS_H_
