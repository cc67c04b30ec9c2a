// What older addons use: V8's own interface, node's, libuv's and OpenSSL's, and
// the exceptions and strings of the machine's C++ library, which is not the one
// inside node.
#include <node.h>
#include <node_buffer.h>
#include <openssl/crypto.h>
#include <uv.h>
#include <stdexcept>
#include <string>

namespace {

void Greet(const v8::FunctionCallbackInfo<v8::Value>& args) {
  v8::Isolate* isolate = args.GetIsolate();
  v8::String::Utf8Value name(isolate, args[0]);
  try {
    if (name.length() == 0) throw std::invalid_argument("a name is needed");
    std::string greeting = std::string("hello, ") + *name + ", from libuv " + uv_version_string() +
        " and OpenSSL " + OpenSSL_version(OPENSSL_FULL_VERSION_STRING);
    args.GetReturnValue().Set(
        node::Buffer::Copy(isolate, greeting.data(), greeting.size()).ToLocalChecked());
  } catch (const std::exception& error) {
    isolate->ThrowException(v8::Exception::TypeError(
        v8::String::NewFromUtf8(isolate, error.what()).ToLocalChecked()));
  }
}

void Initialize(v8::Local<v8::Object> exports) {
  NODE_SET_METHOD(exports, "greet", Greet);
}

}  // namespace

NODE_MODULE(NODE_GYP_MODULE_NAME, Initialize)
