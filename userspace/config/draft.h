// SPDX-License-Identifier: Apache-2.0
// A configuration between reading and checking: values with their places, so that checks over several values can
// say where.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/place.h"
#include "model/config.h"

namespace shunt::config {

struct ServicePlaces {
  Place service;
  std::optional<Place> name;    ///< nothing: no valid name
  std::optional<Place> vip;     ///< nothing: no valid VIP
  std::vector<Place> ports;     ///< one per element of Service::ports
  std::vector<Place> backends;  ///< one per element of Service::backends
  bool all_ports = false;       ///< no element of the file's list is missing for an error
  bool all_backends = false;    ///< likewise
};

enum class FileKind : std::uint8_t {
  kProgram,      ///< is run
  kAuthorities,  ///< certificates in PEM
  kUsers,        ///< with hashes of passwords: not for everybody to read
  kCertificate,  ///< our own, in PEM
  kKey,          ///< of the kCertificate before it, in PEM; not for everybody to read
};

/// A file of this machine that the configuration names.
struct FileUse {
  FileKind kind;
  std::string_view key;  ///< a literal, for messages
  std::string path;      ///< absolute
  Place place;
};

struct Draft {
  model::Config config;
  std::vector<ServicePlaces> places;  ///< one per element of Config::services
  std::vector<FileUse> files;         ///< to be looked at by check_files()
  Place services;                     ///< of the list
  struct {
    std::optional<Place> services;  ///< of each limit that the file sets
    std::optional<Place> backends;
    std::optional<Place> slots;
  } limits;
};

/// What messages call a service: `service "web"`, or that it has no valid name.
std::string service_title(const model::Service& service, const ServicePlaces& places);

}  // namespace shunt::config
