// SPDX-License-Identifier: Apache-2.0
#include "control/alarm_watch.h"

#include <utility>

namespace shunt::control {

std::vector<AlarmWatch::News> AlarmWatch::look(const Status& status) {
  std::vector<News> news;
  std::map<std::string, Known> now;
  for (std::size_t i = 0; i < status.alarms.size() && i < status.alarm_ids.size(); ++i) {
    const auto& id = status.alarm_ids[i];
    const auto before = known_.find(id);
    if (before == known_.end()) {
      now.emplace(id, Known{.text = status.alarms[i]});
    } else if (const auto [mine, is_new] = now.emplace(id, before->second); is_new && !mine->second.told) {
      mine->second = {.text = status.alarms[i], .told = true};
      news.push_back({.begins = true, .id = id, .text = status.alarms[i]});
    }
  }
  for (const auto& [id, known] : known_)
    if (known.told && !now.contains(id)) news.push_back({.id = id, .text = known.text});
  known_ = std::move(now);
  return news;
}

}  // namespace shunt::control
