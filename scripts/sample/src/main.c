#include "crc32.h"

#include <stdio.h>

/* Prints the CRC-32 of standard input. */
int main(void) {
    unsigned char buffer[65536];
    uint32_t crc = 0;
    size_t got;
    while ((got = fread(buffer, 1, sizeof buffer, stdin)) > 0) crc = crc32_of(crc, buffer, got);
    if (ferror(stdin)) return 1;
    printf("%08x\n", crc);
    return 0;
}
