# SPDX-License-Identifier: Apache-2.0
"""A stand-in for TRex's Python API, as much as bench/trex uses of it.

TRex is in no package registry, so the profiles cannot be loaded with the real one here. Names, parameters, defaults and
checks are those of trex-core's scripts/automation/trex_control_plane/interactive/trex: stl/trex_stl_streams.py,
stl/trex_stl_packet_builder_scapy.py, astf/trex_astf_profile.py, astf/trex_astf_global_info.py. What TRex does in C++, running
the field engine, stl/field_engine.py does for the instructions that the profiles use. Anything else that a profile might
name is missing, and the profile fails to load.
"""
