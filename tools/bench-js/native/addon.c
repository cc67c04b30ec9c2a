// The same functions as a Node-API addon has them, written by hand as one would
// for one library: with its arguments checked, and as little else as can be.

#include <errno.h>
#include <node_api.h>

#include "functions.h"

enum { kMaxArguments = 8, kMaxText = 256 };

static napi_value throw_type_error(napi_env env) {
  napi_throw_type_error(env, NULL, "Invalid argument");
  return NULL;
}

// The function of a row: reads `count` arguments to `argv`.
#define FUNCTION(name, count)                                                  \
  static bool call_##name(napi_env env, napi_value* argv, napi_value* result); \
  static napi_value js_##name(napi_env env, napi_callback_info info) {         \
    napi_value argv[kMaxArguments];                                            \
    size_t argc = count;                                                       \
    napi_value result = NULL;                                                  \
    if (napi_get_cb_info(env, info, &argc, argv, NULL, NULL) != napi_ok ||     \
        argc != count || !call_##name(env, argv, &result)) {                   \
      return throw_type_error(env);                                            \
    }                                                                          \
    return result;                                                             \
  }                                                                            \
  static bool call_##name(napi_env env, napi_value* argv, napi_value* result)

#define READ(type, variable, index)                                            \
  (napi_get_value_##type(env, argv[index], &(variable)) == napi_ok)
#define GIVE(type, value) (napi_create_##type(env, value, result) == napi_ok)

FUNCTION(noop, 0) {
  noop();
  return true;
}

FUNCTION(add_i32, 2) {
  int32_t a, b;
  return READ(int32, a, 0) && READ(int32, b, 1) && GIVE(int32, add_i32(a, b));
}

FUNCTION(add_f64, 2) {
  double a, b;
  return READ(double, a, 0) && READ(double, b, 1) &&
         GIVE(double, add_f64(a, b));
}

static bool read_bigint(napi_env env, napi_value from, int64_t* to) {
  bool lossless;
  return napi_get_value_bigint_int64(env, from, to, &lossless) == napi_ok &&
         lossless;
}

FUNCTION(add_i64, 2) {
  int64_t a, b;
  return read_bigint(env, argv[0], &a) && read_bigint(env, argv[1], &b) &&
         GIVE(bigint_int64, add_i64(a, b));
}

FUNCTION(sum_4_i32, 4) {
  int32_t v[4];
  for (int i = 0; i < 4; i++) {
    if (!READ(int32, v[i], i)) return false;
  }
  return GIVE(int32, sum_4_i32(v[0], v[1], v[2], v[3]));
}

FUNCTION(sum_8_i32, 8) {
  int32_t v[8];
  for (int i = 0; i < 8; i++) {
    if (!READ(int32, v[i], i)) return false;
  }
  return GIVE(int32, sum_8_i32(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]));
}

FUNCTION(sum_mixed, 6) {
  int32_t a, c, e;
  double b, d, f;
  return READ(int32, a, 0) && READ(double, b, 1) && READ(int32, c, 2) &&
         READ(double, d, 3) && READ(int32, e, 4) && READ(double, f, 5) &&
         GIVE(double, sum_mixed(a, b, c, d, e, f));
}

FUNCTION(string_length, 1) {
  char text[kMaxText];
  return napi_get_value_string_utf8(env, argv[0], text, sizeof(text), NULL) ==
             napi_ok &&
         GIVE(int64, (int64_t)string_length(text));
}

FUNCTION(sum_bytes, 2) {
  void* bytes;
  size_t size;
  uint32_t length;
  return napi_get_typedarray_info(
             env, argv[0], NULL, &size, &bytes, NULL, NULL) == napi_ok &&
         READ(uint32, length, 1) && length <= size &&
         GIVE(uint32, sum_bytes(bytes, length));
}

FUNCTION(identity_pointer, 1) {
  int64_t address;
  return read_bigint(env, argv[0], &address) &&
         GIVE(bigint_uint64,
              (uint64_t)(uintptr_t)identity_pointer((void*)(uintptr_t)address));
}

static bool get_double(napi_env env,
                       napi_value object,
                       const char* name,
                       double* to) {
  napi_value value;
  return napi_get_named_property(env, object, name, &value) == napi_ok &&
         napi_get_value_double(env, value, to) == napi_ok;
}

static bool set_double(napi_env env,
                       napi_value object,
                       const char* name,
                       double from) {
  napi_value value;
  return napi_create_double(env, from, &value) == napi_ok &&
         napi_set_named_property(env, object, name, value) == napi_ok;
}

static bool give_point(napi_env env, point value, napi_value* result) {
  return napi_create_object(env, result) == napi_ok &&
         set_double(env, *result, "x", value.x) &&
         set_double(env, *result, "y", value.y);
}

FUNCTION(mirror_point, 1) {
  point value;
  if (!get_double(env, argv[0], "x", &value.x) ||
      !get_double(env, argv[0], "y", &value.y)) {
    return false;
  }
  return give_point(env, mirror_point(value), result);
}

FUNCTION(sum_point, 1) {
  point value;
  return get_double(env, argv[0], "x", &value.x) &&
         get_double(env, argv[0], "y", &value.y) &&
         GIVE(double, sum_point(value));
}

FUNCTION(make_point, 2) {
  double x, y;
  return READ(double, x, 0) && READ(double, y, 1) &&
         give_point(env, make_point(x, y), result);
}

FUNCTION(fail, 1) {
  int32_t error;
  return READ(int32, error, 0) && GIVE(int32, fail(error));
}

FUNCTION(fail_with_errno, 1) {
  int32_t error;
  napi_value value, number;
  if (!READ(int32, error, 0)) return false;
  errno = 0;
  int32_t given = fail_with_errno(error);
  error = errno;
  return napi_create_int32(env, given, &value) == napi_ok &&
         napi_create_int32(env, error, &number) == napi_ok &&
         napi_create_object(env, result) == napi_ok &&
         napi_set_named_property(env, *result, "value", value) == napi_ok &&
         napi_set_named_property(env, *result, "errno", number) == napi_ok;
}

FUNCTION(text_of, 1) {
  int32_t i;
  return READ(int32, i, 0) &&
         napi_create_string_utf8(env, text_of(i), NAPI_AUTO_LENGTH, result) ==
             napi_ok;
}

FUNCTION(identity_address, 1) {
  int64_t address;
  return READ(int64, address, 0) &&
         GIVE(int64, (int64_t)identity_address((uintptr_t)address));
}

FUNCTION(format, 6) {
  void* buffer;
  size_t room;
  char layout[kMaxText], text[kMaxText];
  int64_t size;
  int32_t integer;
  double number;
  return napi_get_typedarray_info(
             env, argv[0], NULL, &room, &buffer, NULL, NULL) == napi_ok &&
         READ(int64, size, 1) && size >= 0 && (size_t)size <= room &&
         napi_get_value_string_utf8(
             env, argv[2], layout, sizeof(layout), NULL) == napi_ok &&
         READ(int32, integer, 3) && READ(double, number, 4) &&
         napi_get_value_string_utf8(env, argv[5], text, sizeof(text), NULL) ==
             napi_ok &&
         GIVE(int32,
              format(buffer, (size_t)size, layout, integer, number, text));
}

// C's function pointers have no context.
static napi_env callback_env;
static int32_t call_function(napi_value function, int32_t value) {
  napi_handle_scope scope;
  napi_value receiver, argument, result;
  int32_t number = 0;
  napi_open_handle_scope(callback_env, &scope);
  napi_get_undefined(callback_env, &receiver);
  napi_create_int32(callback_env, value, &argument);
  if (napi_call_function(
          callback_env, receiver, function, 1, &argument, &result) ==
      napi_ok) {
    napi_get_value_int32(callback_env, result, &number);
  }
  napi_close_handle_scope(callback_env, scope);
  return number;
}

static napi_value callback_function;
static int32_t call_back(int32_t value) {
  return call_function(callback_function, value);
}

FUNCTION(call_times, 2) {
  int32_t times;
  callback_env = env;
  callback_function = argv[0];
  return READ(int32, times, 1) && GIVE(int32, call_times(call_back, times));
}

static napi_ref event_function;
static int32_t on_event_call(int32_t value) {
  napi_value function;
  if (napi_get_reference_value(callback_env, event_function, &function) !=
      napi_ok) {
    return 0;
  }
  return call_function(function, value);
}

FUNCTION(on_event, 1) {
  callback_env = env;
  if (event_function != NULL) napi_delete_reference(env, event_function);
  if (napi_create_reference(env, argv[0], 1, &event_function) != napi_ok) {
    return false;
  }
  on_event(on_event_call);
  return true;
}

FUNCTION(pump_events, 0) {
  return GIVE(int32, pump_events());
}

FUNCTION(thread_cpu_time, 0) {
  return GIVE(double, thread_cpu_time());
}

// add_0() to add_19()
#define ADD(n)                                                                 \
  int32_t add_##n(int32_t a, int32_t b);                                       \
  FUNCTION(add_##n, 2) {                                                       \
    int32_t a, b;                                                              \
    return READ(int32, a, 0) && READ(int32, b, 1) &&                           \
           GIVE(int32, add_##n(a, b));                                         \
  }
#define TWENTY(F)                                                              \
  F(0) F(1) F(2) F(3) F(4) F(5) F(6) F(7) F(8) F(9) F(10) F(11) F(12) F(13)    \
  F(14) F(15) F(16) F(17) F(18) F(19)
TWENTY(ADD)

NAPI_MODULE_INIT() {
#define DESCRIBE(name)                                                         \
  {#name, NULL, js_##name, NULL, NULL, NULL, napi_default, NULL},
#define DESCRIBE_ADD(n) DESCRIBE(add_##n)
  const napi_property_descriptor functions[] = {
      DESCRIBE(noop) DESCRIBE(add_i32) DESCRIBE(add_f64) DESCRIBE(add_i64)
      DESCRIBE(sum_4_i32) DESCRIBE(sum_8_i32) DESCRIBE(sum_mixed)
      DESCRIBE(string_length) DESCRIBE(sum_bytes) DESCRIBE(identity_pointer)
      DESCRIBE(mirror_point) DESCRIBE(sum_point) DESCRIBE(make_point)
      DESCRIBE(fail) DESCRIBE(fail_with_errno) DESCRIBE(text_of)
      DESCRIBE(identity_address) DESCRIBE(format)
      DESCRIBE(call_times) DESCRIBE(on_event)
      DESCRIBE(pump_events) DESCRIBE(thread_cpu_time) TWENTY(DESCRIBE_ADD)
  };
  napi_define_properties(
      env, exports, sizeof(functions) / sizeof(functions[0]), functions);
  return exports;
}
