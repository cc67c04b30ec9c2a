// The JavaScript stack, by V8's API.

#include "node_ffi/crash_report/javascript.h"

#include <string_view>

#include "util-inl.h"
#include "v8.h"

namespace node::ffi {

using v8::HandleScope;
using v8::Isolate;
using v8::Local;
using v8::StackFrame;
using v8::StackTrace;
using v8::String;

namespace {

// As frames of errors are written.
void AddFrame(Isolate* isolate, Local<StackFrame> frame, CrashText* text) {
  const Utf8Value name(isolate, frame->GetFunctionName());
  const Utf8Value script(isolate, frame->GetScriptNameOrSourceURL());
  // What is ours is no news.
  if (script.ToStringView().starts_with("node:internal/ffi/")) return;
  text->Add("  at ");
  if (name.length() > 0) text->Add(name.ToStringView(), " (");
  text->Add(script.length() > 0 ? script.ToStringView() : "<anonymous>",
            ":",
            frame->GetLineNumber(),
            ":",
            frame->GetColumn(),
            name.length() > 0 ? ")\n" : "\n");
}

}  // namespace

void WriteJavaScriptStack(CrashText* text) {
  constexpr int kMaxFrames = 20;
  Isolate* isolate = Isolate::TryGetCurrent();
  if (isolate == nullptr || !isolate->InContext()) return;
  text->Add("\nJavaScript stack:\n");
  text->Flush();
  HandleScope handle_scope(isolate);
  Local<StackTrace> trace =
      StackTrace::CurrentStackTrace(isolate, kMaxFrames, StackTrace::kOverview);
  for (int i = 0; i < trace->GetFrameCount(); i++) {
    AddFrame(isolate, trace->GetFrame(isolate, i), text);
    text->Flush();
  }
}

}  // namespace node::ffi
