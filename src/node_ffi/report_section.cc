// The section of diagnostic reports.

#include "node_ffi/report_section.h"

#include <string>

#include "env-inl.h"
#include "json_utils.h"
#include "node_ffi/callback_handle.h"
#include "node_ffi/class_mark.h"
#include "node_ffi/library.h"
#include "node_realm-inl.h"

namespace node::ffi {

static CrashSummary process_summary;

CrashSummary& CrashSummary::Process() {
  return process_summary;
}

namespace {

template <typename T, typename Visit>
void ForEach(Environment* env, Visit visit) {
  if (env == nullptr || ClassMark<T>::value() == 0) return;
  env->principal_realm()->ForEachBaseObject([&](BaseObject* object) {
    if (ClassMark<T>::IsIn(object)) visit(static_cast<T*>(object));
  });
}

void WriteCrash(JSONWriter* writer) {
  const CrashSummary& crash = CrashSummary::Process();
  if (crash.signal[0] == '\0') return;
  writer->json_objectstart("crash");
  writer->json_keyvalue("signal", crash.signal);
  writer->json_keyvalue("fault", crash.fault);
  if (crash.function[0] != '\0') {
    writer->json_keyvalue("function", crash.function);
    writer->json_keyvalue("library", crash.library);
    writer->json_arraystart("arguments");
    for (size_t i = 0; i < crash.argument_count; i++)
      writer->json_element(crash.arguments[i]);
    writer->json_arrayend();
  }
  writer->json_objectend();
}

}  // namespace

void WriteReportSection(JSONWriter* writer, Environment* env) {
  // Nobody uses it without a library, or a callback.
  if (ClassMark<Library>::value() == 0 &&
      ClassMark<CallbackHandle>::value() == 0) {
    return;
  }
  writer->json_objectstart("ffi");
  WriteCrash(writer);
  writer->json_arraystart("libraries");
  ForEach<Library>(
      env, [&](const Library* library) { library->WriteReport(writer); });
  writer->json_arrayend();
  writer->json_arraystart("callbacks");
  ForEach<Library>(env, [&](const Library* library) {
    library->ForEachCallback([&](const Callback& callback) {
      writer->json_element(callback.Description());
    });
  });
  ForEach<CallbackHandle>(env, [&](const CallbackHandle* handle) {
    if (handle->callback() != nullptr)
      writer->json_element(handle->callback()->Description());
  });
  writer->json_arrayend();
  writer->json_objectend();
}

}  // namespace node::ffi
