// What other threads have done for an environment.

#ifndef SRC_NODE_FFI_FINISHED_JOBS_H_
#define SRC_NODE_FFI_FINISHED_JOBS_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>

#include "node_ffi/job.h"
#include "node_ffi/patience.h"
#include "uv.h"

namespace node {

class Environment;

namespace ffi {

// The jobs of one environment that are done: other threads put them here, the
// event loop takes them. As long as there are jobs that aren't, the loop is
// alive, and the environment does not end.
//
// While the loop expects one soon, it doesn't sleep, but looks here in each of
// its turns; so nobody has to wake it, and whatever else there is has its turn
// as ever.
class FinishedJobs {
 public:
  explicit FinishedJobs(Environment* env);
  // All are done then.
  ~FinishedJobs();
  FinishedJobs(const FinishedJobs&) = delete;
  FinishedJobs& operator=(const FinishedJobs&) = delete;

  // To be called when there is a new job, and whether it is thought to be
  // short.
  void Expect(bool is_short);
  // Takes a job that was not begun.
  void AddCancelled(Job* job);
  // On any thread. Afterwards, neither this nor the job may be there any more.
  void Add(Job* job);

 private:
  static void OnAsync(uv_async_t* async);
  static void OnIdle(uv_idle_t* idle);
  // No job, and not null.
  Job* asleep() { return reinterpret_cast<Job*>(this); }
  // Finishes the jobs that are here, and sleeps if none is expected soon.
  void Look();
  void Take();
  void StayAwake();
  void SleepUnlessExpecting();

  Environment* const env_;
  // Freed when they are closed.
  uv_async_t* const async_;
  uv_idle_t* const idle_;
  // The last one to come is the first one. While the loop sleeps, there is
  // asleep() instead of an empty list: who takes it away wakes the loop, and
  // until it is awake, nothing is taken. So nobody uses `async_` when it is
  // closed.
  std::atomic<Job*> list_;

  // For the environment's thread only. What was taken from the list:
  std::deque<Job*> taken_;
  size_t expected_ = 0;
  // If one is waited for, until when.
  uint64_t awake_until_ = 0;
  Patience patience_;
  bool is_asleep_ = true;
};

}  // namespace ffi
}  // namespace node

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_FINISHED_JOBS_H_
