// SPDX-License-Identifier: Apache-2.0
#include "log/log.h"

#include <spdlog/logger.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <mutex>

#include "log/format.h"
#include "log/limit.h"
#include "log/sinks.h"

namespace shunt::log {
namespace {

using model::LogFormat;
using model::LogLevel;
using model::LogTo;

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug: return spdlog::level::debug;
    case LogLevel::kInfo: return spdlog::level::info;
    case LogLevel::kWarning: return spdlog::level::warn;
    case LogLevel::kError: break;
  }
  return spdlog::level::err;
}

/// Text to a terminal or a file; what the journal takes off a line is the priority in front.
std::string (*stream_form(LogFormat format))(const Entry&) {
  if (format == LogFormat::kJson) return json_line;
  if (is_journal_stream(STDERR_FILENO)) return priority_line;
  const bool colour = ::isatty(STDERR_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
  if (colour) return [](const Entry& entry) { return text_line(entry, true); };
  return [](const Entry& entry) { return text_line(entry); };
}

/// One for the process.
class Log {
 public:
  Log() { configure({}); }

  void configure(const model::Log& wanted) {
    const std::lock_guard lock(mutex_);
    settings_ = wanted;
    const bool journal =
        wanted.to == LogTo::kJournal || (wanted.to == LogTo::kAuto && is_journal_stream(STDERR_FILENO));
    auto opened = journal ? JournalSink::open() : core::Error("");
    if (opened) {
      sink_ = *std::move(opened);
      form_ = journal_message;
    } else {
      sink_ = std::make_shared<StreamSink>(STDERR_FILENO);
      form_ = stream_form(wanted.format);
    }
    logger_ = std::make_shared<spdlog::logger>("shunt", sink_);
    logger_->set_level(to_spdlog(wanted.level));
    if (!opened && wanted.to == LogTo::kJournal)
      write({.event = Event::kNoJournal, .message = opened.error().message() + "; standard error is used"});
  }

  model::Log settings() {
    const std::lock_guard lock(mutex_);
    return settings_;
  }

  void set_level(LogLevel level) {
    const std::lock_guard lock(mutex_);
    settings_.level = level;
    logger_->set_level(to_spdlog(level));
  }

  void tell(const Entry& entry) {
    const std::lock_guard lock(mutex_);
    if (!logger_->should_log(to_spdlog(info_of(entry.event).level))) return;
    if (limit_.admit(entry, std::chrono::steady_clock::now())) write(entry);
  }

  void tell_gaps() {
    const std::lock_guard lock(mutex_);
    for (const auto& [event, of, lines] : limit_.take_suppressed(std::chrono::steady_clock::now())) {
      const std::string id(info_of(event).id);
      write({.event = Event::kLogSuppressed,
             .of = of,
             .message = std::to_string(lines) + " more lines of " + id + " were left out",
             .facts = {{"suppressed_event", id}, {"lines", std::to_string(lines)}}});
    }
    lost_ += sink_->take_lost();
    if (lost_ == 0) return;
    write({.event = Event::kLogLost,
           .message = std::to_string(lost_) + " lines could not be written",
           .facts = {{"lines", std::to_string(lost_)}}});
    if (sink_->take_lost() == 0) lost_ = 0;
  }

 private:
  void write(const Entry& entry) {
    const auto level = to_spdlog(info_of(entry.event).level);
    if (logger_->should_log(level)) logger_->log(level, spdlog::string_view_t(form_(entry)));
  }

  std::mutex mutex_;
  model::Log settings_;
  std::shared_ptr<Sink> sink_;
  std::string (*form_)(const Entry&) = nullptr;
  std::shared_ptr<spdlog::logger> logger_;
  Limit limit_;
  std::uint64_t lost_ = 0;
};

/// Never destroyed: a thread may still log while the process ends.
Log& the_log() {
  static auto& log = *new Log;
  return log;
}

}  // namespace

void configure(const model::Log& wanted) { the_log().configure(wanted); }
model::Log settings() { return the_log().settings(); }
void set_level(model::LogLevel level) { the_log().set_level(level); }
void tell(Event event, std::string message) { tell(event, {}, std::move(message)); }

void tell(Event event, Of of, std::string message, Facts facts) {
  the_log().tell({.event = event, .of = std::move(of), .message = std::move(message), .facts = std::move(facts)});
}

void tell_lines(Event event, const std::string& text) {
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    tell(event, text.substr(begin, end - begin));
    begin = end + 1;
  }
}

void tell_gaps() { the_log().tell_gaps(); }

}  // namespace shunt::log
