// SPDX-License-Identifier: Apache-2.0
#include "dataplane/bpf_log/bpf_log.h"

#include <bpf/libbpf.h>
#include <xdp/libxdp.h>

#include <array>
#include <cstdarg>
#include <cstdio>
#include <utility>

namespace shunt::dataplane {
namespace {

// The callbacks are the process's, the captures are each thread's.
thread_local BpfLog* innermost = nullptr;

// libbpf's prefix of the text in an extended acknowledgement; "(null)" follows where the kernel sent none.
constexpr std::string_view kKernelPrefix = "Kernel error message: ";

void keep(const char* format, va_list arguments) {
  if (innermost == nullptr) return;
  std::array<char, 4096> buffer{};
  va_list again;
  va_copy(again, arguments);
  const int length = std::vsnprintf(buffer.data(), buffer.size(), format, arguments);
  if (length >= 0 && static_cast<std::size_t>(length) < buffer.size()) {
    innermost->append({buffer.data(), static_cast<std::size_t>(length)});
  } else if (length > 0) {  // a verifier log can have megabytes
    std::string large(static_cast<std::size_t>(length) + 1, '\0');
    std::vsnprintf(large.data(), large.size(), format, again);
    large.pop_back();
    innermost->append(large);
  }
  va_end(again);
}

int print_libbpf(libbpf_print_level level, const char* format, va_list arguments) {
  if (level != LIBBPF_DEBUG) keep(format, arguments);
  return 0;
}

int print_libxdp(libxdp_print_level level, const char* format, va_list arguments) {
  if (level != LIBXDP_DEBUG) keep(format, arguments);
  return 0;
}

}  // namespace

BpfLog::BpfLog() : outer_(std::exchange(innermost, this)) {
  [[maybe_unused]] static const bool installed = [] {
    libbpf_set_print(print_libbpf);
    libxdp_set_print(print_libxdp);
    return true;
  }();
}

BpfLog::~BpfLog() { innermost = outer_; }

std::string BpfLog::kernel_message() const {
  const auto at = text_.rfind(kKernelPrefix);
  if (at == std::string::npos) return {};
  const auto start = at + kKernelPrefix.size();
  std::string message = text_.substr(start, text_.find('\n', start) - start);
  return message == "(null)" ? std::string() : message;
}

}  // namespace shunt::dataplane
