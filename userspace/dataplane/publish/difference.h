// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "dataplane/publish/published_service.h"
#include "dataplane/publish/report.h"

namespace shunt::dataplane {

/// Counts into `report` what differs between two lists of services. `before_by_name`: the first list by name.
void count_differences(
    const std::vector<std::shared_ptr<const PublishedService>>& before,
    const std::vector<std::shared_ptr<const PublishedService>>& after,
    const std::unordered_map<std::string, std::shared_ptr<const PublishedService>>& before_by_name,
    PublishReport& report);

}  // namespace shunt::dataplane
