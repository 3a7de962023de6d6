#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The hostile Guests once more, on the debug kernel.
exec "$(dirname "$0")/../hostile/run" --debug
