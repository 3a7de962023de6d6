#!/bin/sh
#G:040 At signs at the front
# SPDX-License-Identifier: GPL-2.0-only
# say hello
echo hello
#:
