// SPDX-License-Identifier: Apache-2.0
// Ends with the error of an fsync that cannot work: a pipe's.
#include <cerrno>

#include <unistd.h>

int main() {
    int ends[2];
    if (pipe(ends) != 0) return 1;
    return fsync(ends[1]) == 0 ? 0 : errno;
}
