package dev.hearth.serve;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A reply as it came over a socket.
 *
 * @param status HTTP's
 * @param headers by their names in small letters
 * @param body as long as its header says
 */
record RawReply(int status, Map<String, String> headers, byte[] body) {

    /**
     * Reads one.
     *
     * @param in from the server
     * @param hasBody false where HEAD was asked
     * @throws IOException if it ends before
     */
    static RawReply read(InputStream in, boolean hasBody) throws IOException {
        String first = line(in);
        int status = Integer.parseInt(first.substring(9, 12));
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        byte[] body = hasBody ? in.readNBytes(length) : new byte[0];
        if (hasBody && body.length < length) {
            throw new IOException("the server closed the connection");
        }
        return new RawReply(status, headers, body);
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the server closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
