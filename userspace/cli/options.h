// SPDX-License-Identifier: Apache-2.0
// Options whose values are checked while the command line is read.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "cli/command_line.h"

namespace shunt::cli {

/// Defines `name` and, when it is met, makes it the command. Options go to what is returned.
template <typename T>
std::pair<CLI::App*, std::shared_ptr<T>> define(CLI::App& app, const std::string& name, Command& chosen) {
  auto value = std::make_shared<T>();
  CLI::App* const command = app.add_subcommand(name);
  command->fallthrough();
  command->callback([value, &chosen] { chosen = *value; });
  return {command, value};
}

/// An option that `read` takes; what it cannot take is wrong usage, with what was expected.
CLI::Option* add_read(CLI::App& command, const std::string& name, const std::string& expected,
                      const std::function<bool(const std::string&)>& read);

/// An option or argument that is handed on as `take` reads it, after `wrong` found nothing to say.
CLI::Option* add_text(CLI::App& command, const std::string& name, std::string (*wrong)(const std::string&),
                      const std::function<void(const std::string&)>& take);
std::string wrong_address(const std::string& text);
std::string wrong_prefix(const std::string& text);

/// A whole number from 1 to `most`; false: it is none.
bool read_whole(const std::string& text, std::uint64_t most, std::uint64_t& number);

/// An option for such a number. `number` outlives the parsing.
template <typename Number>
CLI::Option* add_whole(CLI::App& command, const std::string& name, std::uint64_t most, Number& number) {
  return add_read(command, name, "a whole number from 1 to " + std::to_string(most),
                  [&number, most](const std::string& text) {
                    std::uint64_t read = 0;
                    if (!read_whole(text, most, read)) return false;
                    number = static_cast<Number>(read);
                    return true;
                  });
}

}  // namespace shunt::cli
