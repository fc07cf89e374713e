// SPDX-License-Identifier: Apache-2.0
// Private to base/http: the one place that names libcurl.
#pragma once

#include <curl/curl.h>

#include <memory>

namespace assay::http {

/// Frees what libcurl made.
struct CurlDeleter {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

using CurlPtr = std::unique_ptr<CURL, CurlDeleter>;
using CurlUrlPtr = std::unique_ptr<CURLU, CurlDeleter>;
using CurlListPtr = std::unique_ptr<curl_slist, CurlDeleter>;

}  // namespace assay::http
