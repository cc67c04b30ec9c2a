// How threads that have no JavaScript call a callback.

#include "node_ffi/callback_gate.h"

#include <pthread.h>

#include <cstring>
#include <deque>
#include <limits>
#include <utility>

#include "node_ffi/abi/immortal.h"
#include "node_ffi/guarded_access.h"
#include "node_ffi/scheduling_point.h"
#include "node_mutex.h"
#include "util-inl.h"

namespace node::ffi {

using v8::Function;
using v8::FunctionCallbackInfo;
using v8::Number;
using v8::Uint32;
using v8::Value;

namespace {

// As long as this lives, pthread_cancel() doesn't end the thread: it would
// leave with the queue's lock.
class Uncancellable {
 public:
  Uncancellable() { pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state_); }
  ~Uncancellable() { pthread_setcancelstate(state_, nullptr); }
  Uncancellable(const Uncancellable&) = delete;
  Uncancellable& operator=(const Uncancellable&) = delete;

 private:
  int state_;
};

// With the NUL.
// Text that can't be read has no size: its address is passed on, and who reads
// it there finds the same.
template <typename Char>
size_t SizeOfText(const void* text) {
  Char unit;
  const auto* end = static_cast<const char*>(text);
  do {
    if (!TryLoad(end, &unit)) return 0;
    end += sizeof(unit);
  } while (unit != 0);
  return end - static_cast<const char*>(text);
}

size_t SizeOfText(const void* text, size_t width) {
  if (text == nullptr) return 0;
  size_t length;
  bool is_ascii;
  switch (width) {
    case 1:
      return TryMeasure(static_cast<const char*>(text), &length, &is_ascii)
                 ? length + 1
                 : 0;
    case 2:
      return SizeOfText<char16_t>(text);
    default:
      return SizeOfText<char32_t>(text);
  }
}

// To where the next text may begin.
size_t RoundUp(size_t size) {
  constexpr size_t kAlignment = alignof(char32_t);
  return (size + kAlignment - 1) / kAlignment * kAlignment;
}

// The size of its characters; 0 for all that is no text.
size_t WidthOfText(const Conversion* conversion) {
  if (conversion == nullptr) return 0;
  switch (conversion->values) {
    case Values::kUtf8:
      return 1;
    case Values::kUtf16:
      return 2;
    case Values::kUtf32:
      return 4;
    default:
      return 0;
  }
}

}  // namespace

ThreadsafeOptions ThreadsafeOptions::Read(
    const FunctionCallbackInfo<Value>& args, int index) {
  ThreadsafeOptions options;
  if (!args[index]->IsUint32()) return options;
  options.kind = static_cast<Kind>(args[index].As<Uint32>()->Value());
  CHECK(args[index + 1]->IsNumber());
  options.high_water_mark = args[index + 1].As<Number>()->Value();
  CHECK(args[index + 2]->IsNumber());
  options.deadlock_timeout = args[index + 2].As<Number>()->Value();
  if (args[index + 3]->IsFunction()) {
    options.finish = args[index + 3].As<Function>();
  }
  return options;
}

CallbackGate* CallbackGate::New(CallbackQueue* queue,
                                Callback* callback,
                                const FunctionType& type,
                                const ThreadsafeOptions& options) {
  ExclusiveAccess<std::deque<CallbackGate>>::Scoped gates(
      &Immortal<ExclusiveAccess<std::deque<CallbackGate>>>());
  return &gates->emplace_back(queue, callback, type, options);
}

CallbackGate::CallbackGate(CallbackQueue* queue,
                           Callback* callback,
                           const FunctionType& type,
                           const ThreadsafeOptions& options)
    : queue_(queue),
      kind_(options.kind),
      deadlock_timeout_(options.deadlock_timeout),
      arguments_size_(type.signature->prototype().arguments_size()),
      arguments_alignment_(type.signature->prototype().arguments_alignment()),
      result_size_(type.signature->prototype().result().size()),
      limit_(options.high_water_mark),
      callback_(callback) {
  for (size_t i = 0; i < type.arguments.size(); i++) {
    const size_t width = WidthOfText(type.arguments[i]);
    if (width == 0) continue;
    texts_.push_back(
        {type.signature->prototype().arguments()[i].offset, width});
  }
}

bool CallbackGate::Enter(const void* arguments, void* result) {
  memset(result, 0, result_size_);
  if (state_ == State::kEnded) return true;
  Uncancellable uncancellable;
  // What is not there any more may have been called with anything.
  if (state_ == State::kClosed) return false;
  QueuedCall call = Copy(arguments);
  SchedulingPoint();
  Lock lock(*queue_->mutex());
  if (queue_->IsEnding(lock)) return true;
  if (state_ != State::kOpen) return state_ == State::kEnded;
  return Enter(&lock, std::move(call), result);
}

bool CallbackGate::Enter(Lock* lock, QueuedCall call, void* result) {
  std::shared_ptr<Answer> answer = call.answer;
  entered_++;
  SchedulingPoint();
  if (!HasRoom() && !WaitForRoom(lock)) {
    entered_--;
    queue_->Wake(*lock);
    WriteErrorResult(*lock, result);
    return true;
  }
  queued_++;
  queue_->Push(*lock, std::move(call));
  if (answer == nullptr) return true;
  if (WaitForAnswer(lock, answer.get())) {
    memcpy(result, answer->result(), result_size_);
  } else {
    WriteErrorResult(*lock, result);
  }
  return true;
}

bool CallbackGate::WaitForRoom(Lock* lock) {
  waiting_++;
  SchedulingPoint();
  Watch watch(queue_, deadlock_timeout_);
  bool has_room = HasRoom();
  while (!has_room && !IsToBeLetGo(*lock, &watch)) {
    SchedulingPoint();
    queue_->WaitForRoom(lock, watch.period());
    has_room = HasRoom();
  }
  waiting_--;
  return has_room;
}

bool CallbackGate::WaitForAnswer(Lock* lock, Answer* answer) {
  Watch watch(queue_, deadlock_timeout_);
  queue_->WaitAwake(lock, *answer);
  while (!answer->is_given()) {
    if (IsToBeLetGo(*lock, &watch)) {
      answer->Abandon();
      return false;
    }
    SchedulingPoint();
    answer->Wait(lock, watch.period());
  }
  return true;
}

bool CallbackGate::IsToBeLetGo(const Lock& lock, Watch* watch) {
  return queue_->IsEnding(lock) || watch->IsCallerEnding() ||
         IsDeadlocked(lock, watch);
}

bool CallbackGate::IsDeadlocked(const Lock& lock, Watch* watch) {
  if (is_deadlocked_ && deadlock_beats_ == queue_->beats()) return true;
  is_deadlocked_ = watch->IsDeadlock();
  if (!is_deadlocked_) return false;
  deadlock_beats_ = queue_->beats();
  queue_->OnDeadlock(lock, this);
  return true;
}

void CallbackGate::WriteErrorResult(const Lock& lock, void* result) const {
  if (error_result_.empty() || queue_->IsEnding(lock)) return;
  memcpy(result, error_result_.data(), result_size_);
}

QueuedCall CallbackGate::Copy(const void* arguments) const {
  const auto* from = static_cast<const char*>(arguments);
  size_t size = arguments_size_ + arguments_alignment_;
  MaybeStackBuffer<size_t, 8> sizes(texts_.size());
  for (size_t i = 0; i < texts_.size(); i++) {
    const void* address;
    memcpy(&address, from + texts_[i].offset, sizeof(address));
    sizes[i] = SizeOfText(address, texts_[i].width);
    // Nobody throws for it here.
    AccessViolation ignored;
    TakeViolation(&ignored);
    size += RoundUp(sizes[i]);
  }
  QueuedCall call{const_cast<CallbackGate*>(this),
                  std::unique_ptr<char[]>(new char[size]),
                  nullptr,
                  nullptr};
  const auto start = reinterpret_cast<uintptr_t>(call.memory.get());
  char* to = call.memory.get() + (-start & (arguments_alignment_ - 1));
  memcpy(to, arguments, arguments_size_);
  call.arguments = to;
  char* room = to + arguments_size_;
  for (size_t i = 0; i < texts_.size(); i++) {
    if (sizes[i] == 0) continue;
    const auto [offset, width] = texts_[i];
    const void* address;
    memcpy(&address, to + offset, sizeof(address));
    // A thread may be changing the text.
    memcpy(room, address, sizes[i] - width);
    memset(room + sizes[i] - width, 0, width);
    memcpy(to + offset, &room, sizeof(room));
    room += RoundUp(sizes[i]);
  }
  if (is_blocking()) call.answer = std::make_shared<Answer>(result_size_);
  return call;
}

void CallbackGate::Detach(bool has_ended) {
  Lock lock(*queue_->mutex());
  state_ = has_ended ? State::kEnded : State::kClosed;
  callback_ = nullptr;
}

void CallbackGate::Close() {
  Lock lock(*queue_->mutex());
  state_ = queue_->IsEnding(lock) ? State::kEnded : State::kClosed;
}

void CallbackGate::OnDelivery() {
  entered_--;
  if (kind_ != ThreadsafeOptions::kEvents) Take(1);
}

void CallbackGate::OnDirectCall() {
  if (kind_ == ThreadsafeOptions::kEvents) queued_++;
}

void CallbackGate::Take(size_t count) {
  const size_t queued = queued_.fetch_sub(count) - count;
  SchedulingPoint();
  // To wake a thread for each call would take longer than the call. A thread
  // first says that it waits, and then looks how many calls there are.
  if (waiting_ > 0 && static_cast<double>(queued) <= limit_ / 2) {
    queue_->OnRoom();
  }
}

void CallbackGate::Unlimit() {
  limit_ = std::numeric_limits<double>::infinity();
  queue_->OnRoom();
}

void CallbackGate::SetErrorResult(const std::vector<char>& result) {
  Lock lock(*queue_->mutex());
  error_result_ = result;
}

}  // namespace node::ffi
