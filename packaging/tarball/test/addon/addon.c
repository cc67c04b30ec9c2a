// What most addons are: Node-API only.
#include <node_api.h>

static napi_value Add(napi_env env, napi_callback_info info) {
  napi_value arguments[2], sum;
  double a, b;
  size_t count = 2;
  napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
  napi_get_value_double(env, arguments[0], &a);
  napi_get_value_double(env, arguments[1], &b);
  napi_create_double(env, a + b, &sum);
  return sum;
}

NAPI_MODULE_INIT() {
  napi_value add;
  napi_create_function(env, "add", NAPI_AUTO_LENGTH, Add, NULL, &add);
  return add;
}
