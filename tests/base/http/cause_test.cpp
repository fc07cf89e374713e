// SPDX-License-Identifier: Apache-2.0
#include "base/http/cause.hpp"

#include <catch2/catch_test_macros.hpp>

using assay::http::as_cause;

TEST_CASE("another library's sentence becomes a cause, and names stay names", "[base][http][cause]") {
    CHECK(as_cause("Couldn't connect to server") == "couldn't connect to server");
    CHECK(as_cause("Failed to connect to 127.0.0.1 port 1.") == "failed to connect to 127.0.0.1 port 1");
    CHECK(as_cause("SSL connection timeout") == "SSL connection timeout");
    CHECK(as_cause("OpenSSL/3.0.22: error:0A000126:SSL routines::unexpected eof while reading") ==
          "OpenSSL/3.0.22: error:0A000126:SSL routines::unexpected eof while reading");
    CHECK(as_cause("TLS connect error") == "TLS connect error");
    CHECK(as_cause("A") == "a");
    CHECK(as_cause("").empty());
}
