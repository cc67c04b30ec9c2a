// Work for other threads.

#ifndef SRC_NODE_FFI_JOB_H_
#define SRC_NODE_FFI_JOB_H_

#if defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#include <cstdint>

namespace node::ffi {

class FinishedJobs;

// Work that another thread does for an environment. When it is done, or was
// cancelled, it is among the environment's FinishedJobs.
class Job {
 public:
  virtual ~Job() = default;

  // What takes no longer than that, in nanoseconds, is short: who waits for it,
  // or for the next one, does so without sleeping.
  static constexpr uint64_t kShort = 20'000;

  // On the other thread. Gives whether that was short. The job may be destroyed
  // then.
  bool RunOnThread();

 protected:
  explicit Job(FinishedJobs* finished) : finished_(finished) {}
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;

  virtual void Run() = 0;
  // On the environment's thread. It is nobody's any more.
  virtual void Finish(bool is_cancelled) = 0;
  FinishedJobs* finished_jobs() const { return finished_; }
  // Whether Run() was short.
  bool is_short() const { return is_short_; }

 private:
  friend class FinishedJobs;

  FinishedJobs* const finished_;
  Job* next_ = nullptr;
  int processor_ = -1;
  bool is_short_ = false;
  bool is_cancelled_ = false;
};

}  // namespace node::ffi

#endif  // defined(NODE_WANT_INTERNALS) && NODE_WANT_INTERNALS

#endif  // SRC_NODE_FFI_JOB_H_
