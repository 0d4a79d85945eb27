// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "dataplane/publish/published_service.h"
#include "dataplane/publish/report.h"

namespace shunt::dataplane {

/// What differs between two lists of services, told apart by their names. Pure.
PublishReport report_differences(const std::vector<std::shared_ptr<const PublishedService>>& before,
                                 const std::vector<std::shared_ptr<const PublishedService>>& after);

}  // namespace shunt::dataplane
