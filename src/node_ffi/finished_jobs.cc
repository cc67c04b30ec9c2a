// What other threads have done for an environment.

#include "node_ffi/finished_jobs.h"

#include <algorithm>

#include "env-inl.h"
#include "node_ffi/scheduling_point.h"
#include "util-inl.h"

namespace node::ffi {

bool Job::RunOnThread() {
  const uint64_t start = uv_hrtime();
  Run();
  const bool is_short = uv_hrtime() - start <= kShort;
  SchedulingPoint();
  is_short_ = is_short;
  processor_ = sched_getcpu();
  finished_->Add(this);
  return is_short;
}

FinishedJobs::FinishedJobs(Environment* env)
    : env_(env), async_(new uv_async_t), idle_(new uv_idle_t), list_(asleep()) {
  uv_loop_t* loop = env->event_loop();
  CHECK_EQ(uv_async_init(loop, async_, OnAsync), 0);
  CHECK_EQ(uv_idle_init(loop, idle_), 0);
  async_->data = this;
  idle_->data = this;
  uv_unref(reinterpret_cast<uv_handle_t*>(async_));
  uv_unref(reinterpret_cast<uv_handle_t*>(idle_));
}

FinishedJobs::~FinishedJobs() {
  CHECK_EQ(expected_, 0);
  env_->CloseHandle(async_, [](uv_async_t* async) { delete async; });
  env_->CloseHandle(idle_, [](uv_idle_t* idle) { delete idle; });
}

void FinishedJobs::Expect(bool is_short) {
  env_->IncreaseWaitingRequestCounter();
  if (expected_++ == 0) uv_ref(reinterpret_cast<uv_handle_t*>(async_));
  if (!is_short || (awake_until_ == 0 && !patience_.IsWorthIt())) return;
  awake_until_ = uv_hrtime() + Patience::kWait;
  if (!is_asleep_) return;
  // Unless somebody is waking the loop already.
  Job* first = asleep();
  if (list_.compare_exchange_strong(first, nullptr)) StayAwake();
}

void FinishedJobs::Add(Job* job) {
  // Once the job is in the list, this may end.
  uv_async_t* const async = async_;
  Job* const asleep = this->asleep();
  Job* first = list_.load(std::memory_order_relaxed);
  do {
    job->next_ = first == asleep ? nullptr : first;
  } while (!list_.compare_exchange_weak(first, job));
  // Until this is sent, the loop takes no job, so it is there.
  if (first == asleep) CHECK_EQ(uv_async_send(async), 0);
}

void FinishedJobs::AddCancelled(Job* job) {
  job->is_cancelled_ = true;
  Add(job);
}

void FinishedJobs::OnAsync(uv_async_t* async) {
  auto* jobs = static_cast<FinishedJobs*>(async->data);
  jobs->StayAwake();
  jobs->Look();
}

void FinishedJobs::OnIdle(uv_idle_t* idle) {
  static_cast<FinishedJobs*>(idle->data)->Look();
}

void FinishedJobs::StayAwake() {
  is_asleep_ = false;
  CHECK_EQ(uv_idle_start(idle_, OnIdle), 0);
}

void FinishedJobs::Look() {
  Take();
  SchedulingPoint();
  // Jobs run JavaScript, and that may run the event loop.
  while (!taken_.empty()) {
    Job* job = taken_.front();
    taken_.pop_front();
    env_->DecreaseWaitingRequestCounter();
    if (--expected_ == 0) uv_unref(reinterpret_cast<uv_handle_t*>(async_));
    job->Finish(job->is_cancelled_);
  }
  SleepUnlessExpecting();
}

void FinishedJobs::Take() {
  if (list_.load(std::memory_order_relaxed) == nullptr) return;
  if (awake_until_ != 0 && uv_hrtime() < awake_until_) patience_.OnSuccess();
  const size_t count = taken_.size();
  for (Job* job = list_.exchange(nullptr); job != nullptr; job = job->next_) {
    taken_.push_back(job);
  }
  patience_.SetProcessor(taken_[count]->processor_);
  // As they were done.
  std::reverse(taken_.begin() + count, taken_.end());
}

void FinishedJobs::SleepUnlessExpecting() {
  if (is_asleep_) return;
  if (expected_ > 0 && awake_until_ != 0) {
    if (uv_hrtime() < awake_until_) return;
    patience_.OnFailure();
  }
  awake_until_ = 0;
  SchedulingPoint();
  Job* none = nullptr;
  // Otherwise, they are for the next turn.
  if (!list_.compare_exchange_strong(none, asleep())) return;
  is_asleep_ = true;
  CHECK_EQ(uv_idle_stop(idle_), 0);
}

}  // namespace node::ffi
