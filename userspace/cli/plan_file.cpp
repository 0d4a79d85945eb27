// SPDX-License-Identifier: Apache-2.0
#include "cli/plan_file.h"

#include <unistd.h>

#include <array>
#include <cerrno>

#include "core/read_file.h"
#include "web/routes.h"

namespace shunt::cli {
namespace {

/// Waits as long as it takes, as a person does who types or pipes.
core::Result<std::string> read_standard_input() {
  std::string text;
  std::array<char, 65536> chunk{};
  for (;;) {
    const ssize_t got = ::read(STDIN_FILENO, chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return core::Error::from_errno("cannot read", errno);
    if (got == 0) return text;
    text.append(chunk.data(), static_cast<std::size_t>(got));
    if (text.size() > web::kMaxFileBytes)
      return core::Error("is larger than " + std::to_string(web::kMaxFileBytes >> 20) + " MiB");
  }
}

}  // namespace

core::Result<control::NamedText> read_plan_file(const std::filesystem::path& path) {
  const bool piped = path == "-";
  const std::string name = piped ? "<stdin>" : path.string();
  auto text = piped ? read_standard_input() : core::read_file(path, web::kMaxFileBytes);
  if (!text) return text.error().within(name);
  return control::NamedText{name, *std::move(text)};
}

}  // namespace shunt::cli
