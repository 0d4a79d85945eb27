// SPDX-License-Identifier: Apache-2.0
#include "web/gunzip.h"

#include <array>
#include <boost/beast/zlib/inflate_stream.hpp>

namespace shunt::web {
namespace {

namespace zlib = boost::beast::zlib;

constexpr std::size_t kHeader = 10;
constexpr std::size_t kTrailer = 8;

}  // namespace

std::optional<std::string> gunzip(std::string_view bytes) {
  if (bytes.size() < kHeader + kTrailer || !bytes.starts_with("\x1f\x8b\x08") || bytes[3] != 0)
    return std::nullopt;
  bytes = bytes.substr(kHeader, bytes.size() - kHeader - kTrailer);
  std::string plain;
  std::array<char, 65536> chunk{};
  zlib::inflate_stream inflate;
  zlib::z_params state{};
  state.next_in = bytes.data();
  state.avail_in = bytes.size();
  boost::system::error_code error;
  do {
    state.next_out = chunk.data();
    state.avail_out = chunk.size();
    inflate.write(state, zlib::Flush::sync, error);
    plain.append(chunk.data(), chunk.size() - state.avail_out);
  } while (!error && state.avail_out == 0);
  if (error && error != zlib::error::end_of_stream) return std::nullopt;
  return plain;
}

}  // namespace shunt::web
