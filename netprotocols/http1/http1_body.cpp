// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http1/http1_body.hpp"

namespace burrow::http1 {

void RequestBody::keepHead(const http::RequestParts& from, std::shared_ptr<const http::Router> keeper,
                           const http::Router::Match& found) {
    router = std::move(keeper);
    match = found;
    parts = from;
    std::size_t size = from.methodText.size() + from.target.size() + from.path.size() + from.query.size() +
                       from.host.size();
    for (const http::FieldView& field : from.fields)
        size += field.name.size() + field.value.size();
    for (std::size_t i = 0; i < from.paramCount; ++i)
        size += from.params[i].value.size();
    headText.reserve(size); // the views below need the text to stay where it is
    const auto keep = [this](std::string_view& view) {
        const std::size_t begin = headText.size();
        headText.append(view);
        view = std::string_view(headText).substr(begin, view.size());
    };
    keep(parts.methodText);
    keep(parts.target);
    keep(parts.path);
    keep(parts.query);
    keep(parts.host);
    fields.assign(from.fields.begin(), from.fields.end());
    for (http::FieldView& field : fields) {
        keep(field.name);
        keep(field.value);
    }
    for (std::size_t i = 0; i < parts.paramCount; ++i)
        keep(parts.params[i].value);
    parts.fields = fields;
}

} // namespace burrow::http1
