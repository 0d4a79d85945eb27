// SPDX-License-Identifier: Apache-2.0
#include "net/interface_name.h"

#include <gtest/gtest.h>

namespace shunt::net {
namespace {

TEST(InterfaceName, IsPrintableAndShort) {
  for (const char* name : {"eth0", "enp3s0f1np1", "br-lan.100", "123456789012345", "a", "wan@isp", "$(id)"})
    EXPECT_TRUE(is_interface_name(name)) << name;
  for (const char* name :
       {"", ".", "..", "1234567890123456", "a b", "a/b", "eth0:1", "\x1b[31m", "\xff", "\xe2\x80\xae", "a\n"})
    EXPECT_FALSE(is_interface_name(name)) << name;
}

}  // namespace
}  // namespace shunt::net
