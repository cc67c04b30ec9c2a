// Threads that do work for environments.

#include "node_ffi/job_threads.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "node_ffi/abi/immortal.h"
#include "node_ffi/scheduling_point.h"
#include "util-inl.h"

namespace node::ffi {

namespace {

// As libuv's pool has it.
constexpr size_t kDefaultThreads = 4;
constexpr size_t kMaxThreads = 1024;

size_t ReadPoolSize() {
  char text[16];
  size_t length = sizeof(text);
  if (uv_os_getenv("UV_THREADPOOL_SIZE", text, &length) != 0) {
    return kDefaultThreads;
  }
  return std::clamp<size_t>(strtoul(text, nullptr, 10), 1, kMaxThreads);
}

struct Pool {
  JobThreads threads{"ffi-pool", ReadPoolSize()};
};

}  // namespace

JobThreads::JobThreads(std::string name, size_t max_count)
    : name_(std::move(name)), max_count_(max_count) {}

JobThreads::~JobThreads() {
  {
    Lock lock(mutex_);
    is_ending_ = true;
    changed_.notify_all();
  }
  for (uv_thread_t& thread : threads_) CHECK_EQ(uv_thread_join(&thread), 0);
}

JobThreads* JobThreads::GetPool() {
  return &Immortal<Pool>().threads;
}

int JobThreads::StartFirst() {
  Lock lock(mutex_);
  return threads_.empty() ? StartThread() : 0;
}

int JobThreads::StartThread() {
  uv_thread_t thread;
  const int error = uv_thread_create(
      &thread, [](void* data) { static_cast<JobThreads*>(data)->Run(); }, this);
  if (error != 0) return error;
  threads_.push_back(thread);
  starting_++;
  return 0;
}

void JobThreads::Push(Job* job) {
  Lock lock(mutex_, std::defer_lock);
  Patience::LockSoon(&lock);
  queue_.push_back(job);
  count_ = queue_.size();
  patience_.SetProcessor(sched_getcpu());
  const size_t coming = starting_ + (is_one_awake_ ? 1 : 0);
  if (count_ <= coming) return;
  if (count_ <= coming + sleeping_) {
    // It wants the lock at once.
    lock.unlock();
    changed_.notify_one();
  } else if (threads_.size() < max_count_) {
    // If there can't be one more, there are those that are busy.
    USE(StartThread());
  }
}

bool JobThreads::Remove(Job* job) {
  Lock lock(mutex_);
  auto it = std::find(queue_.begin(), queue_.end(), job);
  if (it == queue_.end()) return false;
  queue_.erase(it);
  count_ = queue_.size();
  return true;
}

void JobThreads::Sleep(Lock* lock) {
  sleeping_++;
  changed_.wait(*lock, [this] { return !queue_.empty() || is_ending_; });
  sleeping_--;
}

void JobThreads::WaitAwake(Lock* lock) {
  is_one_awake_ = true;
  patience_.Wait(lock, [this] { return count_ > 0; });
  is_one_awake_ = false;
}

void JobThreads::Run() {
  // It is for people only.
  uv_thread_setname(name_.c_str());
  SchedulingPoint();
  Lock lock(mutex_);
  starting_--;
  bool is_short = false;
  while (true) {
    if (queue_.empty() && is_short && !is_one_awake_ && patience_.IsWorthIt()) {
      WaitAwake(&lock);
      is_short = false;
    }
    if (queue_.empty()) {
      if (is_ending_) return;
      Sleep(&lock);
      continue;
    }
    Job* job = queue_.front();
    queue_.pop_front();
    count_ = queue_.size();
    lock.unlock();
    is_short = job->RunOnThread();
    Patience::LockSoon(&lock);
  }
}

}  // namespace node::ffi
