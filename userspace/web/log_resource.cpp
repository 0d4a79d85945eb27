// SPDX-License-Identifier: Apache-2.0
#include "web/log_resource.h"

#include <algorithm>

#include "log/log.h"
#include "web/json.h"

namespace shunt::web {

Response show_log() { return {.body = to_json(log::settings())}; }

Response set_log(std::string_view body) {
  const auto level = log_level_from_json(body);
  if (!level) return refuse(400, level.error().message());
  // Told by whichever of the two levels tells more: the change shall be seen in the log that it changes.
  log::set_level(std::min(*level, log::settings().level));
  log::tell(log::Event::kLogLevel, "is " + std::string(model::to_string(*level)) + " now, until the next reload");
  log::set_level(*level);
  return show_log();
}

}  // namespace shunt::web
