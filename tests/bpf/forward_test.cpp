// SPDX-License-Identifier: Apache-2.0
// Each forwarding in each mix of families.
#include "bpf/dataplane.h"

namespace shunt::bpf {
namespace {

using Forward = Dataplane;

TEST_F(Forward, PutsIpv4IntoIpv4) {
  given.service("192.0.2.10", {"80/tcp"}).backend("198.51.100.11");
  const Outcome out = send(eth().ipv4({.ttl = 17}).tcp().payload("GET / HTTP/1.1\r\n"));
  EXPECT_TRUE(
      out.left_as(eth(kFromPortB)
                      .ipv4({.source = "198.51.100.2", .destination = "198.51.100.11", .dont_fragment = true})
                      .ipv4({.ttl = 16})
                      .tcp()
                      .payload("GET / HTTP/1.1\r\n")));
  EXPECT_EQ(out.counted.backends, (outcome::Counters::Rows{{1, Counter{1, 56}}}));
}

}  // namespace
}  // namespace shunt::bpf
