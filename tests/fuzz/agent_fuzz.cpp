// SPDX-License-Identifier: Apache-2.0
// Any bytes as an agent's answer: no crash, and the report stays within its promises.
#include <cstdint>

#include "health/agent/agent.h"
#include "require.h"

namespace {

bool printable(const std::string& text) {
  for (const char byte : text)
    if (byte < ' ' || byte > '~') return false;
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto answer = shunt::health::read_agent({reinterpret_cast<const char*>(data), size});
  require(answer.report.percent.value_or(0) <= 100, "a percentage is at most 100");
  require(answer.report.description.size() <= 200, "a description has at most 200 bytes");
  require(printable(answer.report.description) && printable(answer.reason), "what is quoted is printable");
  require(answer.reason.size() <= 200, "a reason has at most some 200 bytes");
  require(answer.report.up != false || !answer.reason.empty(), "an agent that says down does not pass");
  return 0;
}
