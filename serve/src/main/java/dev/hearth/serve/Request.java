package dev.hearth.serve;

import io.netty.handler.codec.http.HttpHeaders;

/**
 * A request that has come whole.
 *
 * @param method GET, HEAD or POST
 * @param path without the query, decoded
 * @param query what stands behind the question mark, or the empty string
 * @param headers as they came
 * @param body all of it
 * @param id that names it in replies
 * @param share the memory that it holds; closed when it has been answered
 */
record Request(
        String method,
        String path,
        String query,
        HttpHeaders headers,
        byte[] body,
        String id,
        MemoryBudget.Share share) {

    /** The same with another body. */
    Request with(byte[] other) {
        return new Request(method, path, query, headers, other, id, share);
    }

    /** The media type without its parameters, in small letters; empty where none was said. */
    String mediaType() {
        return mediaType(headers.get("Content-Type", ""));
    }

    static String mediaType(String type) {
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters))
                .strip()
                .toLowerCase(java.util.Locale.ROOT);
    }
}
