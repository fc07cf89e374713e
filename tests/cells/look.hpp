// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

/// What can be read of a file; empty where nothing can.
inline std::string read_all(const char* path) {
    std::string all;
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    char buffer[4096];
    for (ssize_t got = 0; file >= 0 && (got = read(file, buffer, sizeof buffer)) > 0;)
        all.append(buffer, static_cast<std::size_t>(got));
    if (file >= 0) close(file);
    return all;
}

/// How many entries a folder shows, but for those whose name begins with a dot; 0 where it cannot be listed.
inline int entries(const char* path) {
    DIR* listing = opendir(path);
    int count = 0;
    while (const auto* entry = listing ? readdir(listing) : nullptr) count += entry->d_name[0] != '.' ? 1 : 0;
    if (listing) closedir(listing);
    return count;
}
