// SPDX-License-Identifier: Apache-2.0
#include "metrics/families.h"

namespace shunt::metrics {

void show_families(const control::Status& status, const control::Stats& stats, const Sink& sink) {
  show_controller(status, sink);
  show_services(status, stats, sink);
  BackendLabels labels;
  show_backends(status, stats, labels, sink);
  show_health(status, labels, sink);
  show_dataplane(status, stats, sink);
}

}  // namespace shunt::metrics
