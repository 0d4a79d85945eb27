// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "control/views.h"

namespace shunt::control {

/// Which alarms begin and end, by what they are and not by their texts. One that is there for a single look is
/// none. Pure.
class AlarmWatch {
 public:
  struct News {
    bool begins = false;
    std::string id;    ///< "backends_down web"
    std::string text;  ///< as it was first
  };

  /// Once a second or more seldom, with the alarms of a status.
  std::vector<News> look(const Status& status);

 private:
  struct Known {
    std::string text;
    bool told = false;
  };
  std::map<std::string, Known> known_;
};

}  // namespace shunt::control
