// SPDX-License-Identifier: Apache-2.0
// One entry as one line, or as one message of the journal. Pure.
#pragma once

#include <string>

#include "log/entry.h"

namespace shunt::log {

/// Bytes of a line with its end, or of a message of the journal, at most: a pipe takes so many at once, whole
/// (PIPE_BUF). What is longer has its texts cut.
inline constexpr std::size_t kMaxLine = 4096;

/// "2026-11-21T22:00:00.123Z warning backend_down web 198.51.100.12: HTTP 503" and a newline. `colour`: of the
/// level.
std::string text_line(const Entry& entry, bool colour = false);

/// {"at": ..., "level", "event", "service", "backend", "interface", facts, "message"}: those that are empty are
/// left out; and a newline.
std::string json_line(const Entry& entry);

/// "<4>backend_down web 198.51.100.12: HTTP 503" and a newline, as sd-daemon(3) has it: for a journal that can be
/// reached by standard error alone.
std::string priority_line(const Entry& entry);

/// Fields of systemd.journal-fields(7), and of ours SHUNT_EVENT, SHUNT_SERVICE, ... and SHUNT_ with the name of
/// each fact.
std::string journal_message(const Entry& entry);

}  // namespace shunt::log
