// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "control/views.h"
#include "metrics/family.h"

namespace shunt::metrics {

/// Adds the parts of each CPU with a label `cpu`, where there are parts, else the sum without.
/// @param of what of them is counted: a member, or all
template <typename T, typename Subject, typename Of = std::identity>
void add_counted(const control::Counted<T>& counted, Labels labels, Series<Subject>& series, Of of = {}) {
  if (counted.per_cpu.empty()) {
    series.add(std::invoke(of, counted.total), std::move(labels));
    return;
  }
  for (std::size_t cpu = 0; cpu < counted.per_cpu.size(); ++cpu) {
    auto with = labels;
    with.push_back({"cpu", std::to_string(cpu)});
    series.add(std::invoke(of, counted.per_cpu[cpu]), std::move(with));
  }
}

}  // namespace shunt::metrics
