// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "config/fields.h"
#include "config/read_globals.h"
#include "config/words.h"

namespace shunt::config {

model::Log read_log(Node node, Findings& findings) {
  constexpr std::array<Key, 3> kKeys{{{"level"}, {"format"}, {"to"}}};
  model::Log log;
  const auto fields = read_mapping(node, kKeys, "log", findings);
  if (!fields) return log;
  log.level = read_value((*fields)["level"], "level", model::kLogLevels, findings).value_or(log.level);
  log.format = read_value((*fields)["format"], "format", model::kLogFormats, findings).value_or(log.format);
  log.to = read_value((*fields)["to"], "to", model::kLogTos, findings).value_or(log.to);
  if (log.to == model::LogTo::kJournal && log.format == model::LogFormat::kJson)
    findings.warning((*fields)["format"]->place(),
                     "format: the journal has fields of its own, so that json is for standard error alone");
  return log;
}

}  // namespace shunt::config
