// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>

#include "config/fields.h"
#include "config/read_command.h"
#include "config/read_globals.h"
#include "config/scalars.h"
#include "config/spelling.h"
#include "config/times.h"

namespace shunt::config {

model::ChangeHook read_on_change(Node node, std::vector<FileUse>& files, Findings& findings) {
  using namespace std::chrono_literals;
  constexpr std::array<Key, 3> kKeys{{{"command"}, {"post"}, {"timeout"}}};
  model::ChangeHook hook;
  const auto fields = read_mapping(node, kKeys, "on_change", findings);
  if (!fields) return hook;
  const auto command = (*fields)["command"];
  const auto post = (*fields)["post"];
  if (!command && !post)
    findings.error(node.place(), "on_change: expected the key command, the key post, or both");
  if (command) hook.command = read_command(*command, files, findings);
  if (post) {
    if (const auto text = read_text(*post, "post", "a URL of http or https", findings)) {
      hook.post = *text;
      if (const auto fault = url_fault(*text)) findings.error(post->place(), "post: the URL " + *fault);
    }
  }
  if (const auto timeout = (*fields)["timeout"])
    hook.timeout = read_milliseconds(*timeout, "timeout", {100ms, 1min}, findings).value_or(hook.timeout);
  return hook;
}

}  // namespace shunt::config
