// SPDX-License-Identifier: Apache-2.0
// Compiled so that the precompiled header of the tests belongs to something.
