// SPDX-License-Identifier: Apache-2.0
// Private to base/http: Beast's parser and serializer, for framing.cpp alone, since they take long to compile.
#pragma once

#include "base/http/beast.hpp"

#include <boost/beast/http/chunk_encode.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/vector_body.hpp>
#include <boost/beast/http/write.hpp>

namespace assay::http {
/// Beast's messages, apart from our own.
namespace bhttp = boost::beast::http;
}  // namespace assay::http
