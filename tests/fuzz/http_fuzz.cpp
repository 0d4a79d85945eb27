// SPDX-License-Identifier: Apache-2.0
// Any bytes as an HTTP answer, whole and in portions: no crash, and how it was cut changes nothing.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "health/probe/http_answer.h"

namespace {

using namespace shunt;

health::Finding judge(const model::HttpRequest& request, const health::Pattern& expect, std::string_view bytes,
                      std::size_t portion) {
  health::HttpAnswer answer(request, expect);
  while (!bytes.empty()) {
    const auto part = bytes.substr(0, portion);
    bytes.remove_prefix(part.size());
    if (auto finding = answer.feed(part)) return *finding;
    if (auto finding = answer.pause()) return *finding;
  }
  if (answer.late("1 s").empty()) std::abort();
  return answer.end();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  static const auto pattern = std::make_shared<const re2::RE2>("o+k", re2::RE2::Latin1);
  const health::Pattern expect = data[0] % 2 == 0 ? pattern : nullptr;
  model::HttpRequest request;
  if (data[0] % 4 >= 2) request.method = "HEAD";
  const std::string_view bytes(reinterpret_cast<const char*>(data + 2), size - 2);
  const auto whole = judge(request, expect, bytes, std::size_t{16} << 10);
  const auto parts = judge(request, expect, bytes, 1 + data[1]);
  if (whole.verdict == health::Verdict::kUnable || whole.reason.size() > 200) std::abort();
  if (whole.verdict != parts.verdict) {
    std::fprintf(stderr, "whole: %s\nparts: %s\n", whole.reason.c_str(), parts.reason.c_str());
    std::abort();
  }
  return 0;
}
