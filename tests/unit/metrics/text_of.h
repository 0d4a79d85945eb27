// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <prometheus/metric_family.h>

#include <string>
#include <utility>
#include <vector>

#include "metrics/exposition.h"

namespace shunt::metrics {

inline std::string text_of(const std::vector<prometheus::MetricFamily>& families,
                           Format format = Format::kPrometheus) {
  Exposition exposition(format);
  for (const auto& family : families) exposition.add(family);
  return std::move(exposition).text();
}

}  // namespace shunt::metrics
