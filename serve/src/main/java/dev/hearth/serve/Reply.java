package dev.hearth.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What goes back.
 *
 * @param status HTTP's
 * @param type of the content
 * @param body of any length
 * @param headers beside those that every reply has
 */
record Reply(int status, String type, byte[] body, Map<String, String> headers) {

    static final String JSON = "application/json";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    static Reply json(Object value) {
        return json(200, value);
    }

    static Reply json(int status, Object value) {
        try {
            return new Reply(
                    status,
                    JSON,
                    (MAPPER.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8),
                    Map.of());
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static Reply text(String type, String text) {
        return new Reply(200, type, text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    static Reply of(Refusal refusal, String allowed) {
        Map<String, String> headers =
                switch (refusal.kind()) {
                    case UNAUTHORIZED -> Map.of("WWW-Authenticate", "Bearer");
                    case WRONG_METHOD -> Map.of("Allow", allowed);
                    case WRONG_CODING -> Map.of("Accept-Encoding", ContentCoding.ALL);
                    case FULL, MEMORY, DRAINING ->
                            Map.of("Retry-After", String.valueOf(refusal.seconds()));
                    default -> Map.of();
                };
        Reply plain = json(refusal.status(), Map.of("error", refusal.getMessage()));
        return new Reply(plain.status, plain.type, plain.body, headers);
    }
}
