package dev.hearth.serve;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What is looked at before a request's body is read. A page of another site must not reach a server on
 * its visitor's own machine: not under a name that was made to mean that machine (the {@code Host}
 * header has to be a loopback's), and not by what browsers send without asking the server first (the
 * {@code Origin} has to be the server's own, and bodies need a type that forms do not have).
 */
final class Guard {

    private static final Pattern LOOPBACK = Pattern.compile("127(\\.[0-9]{1,3}){3}");

    private final ServerSettings settings;

    Guard(ServerSettings settings) {
        this.settings = settings;
    }

    void check(HttpRequest request, Route route) {
        HttpHeaders headers = request.headers();
        host(request, headers);
        if (route.isGuarded()) {
            token(headers);
        }
        if (route.method().equals("POST")) {
            origin(headers);
            type(headers, route);
            coding(headers);
        }
        String expect = headers.get(HttpHeaderNames.EXPECT);
        if (expect != null && !HttpUtil.is100ContinueExpected(request)) {
            throw new Refusal(
                    Refusal.Kind.EXPECTATION,
                    "The server knows Expect: 100-continue",
                    expect,
                    "Leave it out");
        }
    }

    private void host(HttpRequest request, HttpHeaders headers) {
        String host = headers.get(HttpHeaderNames.HOST);
        if (host == null && request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            return;
        }
        if (host == null || headers.getAll(HttpHeaderNames.HOST).size() > 1) {
            throw new Refusal(
                    Refusal.Kind.BAD_REQUEST,
                    "HTTP/1.1 needs one Host header",
                    host == null ? "none" : "several",
                    "Send one");
        }
        String name = withoutPort(host).toLowerCase(Locale.ROOT);
        boolean own =
                name.equals("localhost")
                        || name.equals("127.0.0.1")
                        || LOOPBACK.matcher(name).matches()
                        || name.equals("[::1]")
                        || name.equals(settings.address().getHostString().toLowerCase(Locale.ROOT));
        if (settings.isLoopback() && !own) {
            throw new Refusal(
                    Refusal.Kind.FORBIDDEN,
                    "A server for this machine alone is asked as localhost or 127.0.0.1",
                    "the host " + host,
                    "Ask it so, or let others in with --host");
        }
    }

    private static String withoutPort(String host) {
        int end = host.length();
        while (end > 0 && host.charAt(end - 1) >= '0' && host.charAt(end - 1) <= '9') {
            end--;
        }
        return end > 0 && host.charAt(end - 1) == ':' ? host.substring(0, end - 1) : host;
    }

    private void token(HttpHeaders headers) {
        if (settings.token().isEmpty()) {
            return;
        }
        String shown = headers.get(HttpHeaderNames.AUTHORIZATION, "");
        String scheme = "bearer ";
        boolean bearer =
                shown.length() > scheme.length()
                        && shown.substring(0, scheme.length()).equalsIgnoreCase(scheme);
        byte[] wanted = settings.token().get().getBytes(StandardCharsets.UTF_8);
        byte[] came =
                (bearer ? shown.substring(scheme.length()).strip() : "")
                        .getBytes(StandardCharsets.UTF_8);
        // In a time that does not tell how much of it is right.
        if (!MessageDigest.isEqual(wanted, came)) {
            throw new Refusal(
                    Refusal.Kind.UNAUTHORIZED,
                    "The server answers who shows its token",
                    bearer ? "another token" : "none",
                    "Send Authorization: Bearer TOKEN");
        }
    }

    private static void origin(HttpHeaders headers) {
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        if (origin == null) {
            return;
        }
        String host = headers.get(HttpHeaderNames.HOST, "");
        if (!origin.equalsIgnoreCase("http://" + host)
                && !origin.equalsIgnoreCase("https://" + host)) {
            throw new Refusal(
                    Refusal.Kind.FORBIDDEN,
                    "Pages of this server alone may send to it",
                    "the origin " + origin + " at the host " + host,
                    "Send from a program, or from the server's own page");
        }
    }

    private static void type(HttpHeaders headers, Route route) {
        String given = headers.get(HttpHeaderNames.CONTENT_TYPE, "");
        // Clients of the protocol leave the type out. A browser cannot be made to hide that it is
        // one.
        boolean bare =
                given.isEmpty()
                        && route.takesType("")
                        && !headers.contains(HttpHeaderNames.ORIGIN)
                        && !headers.contains("Sec-Fetch-Site");
        boolean takes = bare || !given.isEmpty() && route.takesType(Request.mediaType(given));
        if (!takes) {
            throw new Refusal(
                    Refusal.Kind.WRONG_TYPE,
                    route.path()
                            + " takes "
                            + String.join(
                                    ", ",
                                    route.types().stream()
                                            .filter(type -> !type.isEmpty())
                                            .sorted()
                                            .toList()),
                    given.isEmpty() ? "no Content-Type" : given,
                    route.mend());
        }
    }

    private static void coding(HttpHeaders headers) {
        String coding = headers.get(HttpHeaderNames.CONTENT_ENCODING);
        if (headers.getAll(HttpHeaderNames.CONTENT_ENCODING).size() > 1
                || ContentCoding.of(coding).isEmpty()) {
            throw new Refusal(
                    Refusal.Kind.WRONG_CODING,
                    "A body is compressed by one of " + ContentCoding.ALL + ", or not at all",
                    String.join(", ", headers.getAll(HttpHeaderNames.CONTENT_ENCODING)),
                    "Leave Content-Encoding out, and send the body as it is");
        }
    }
}
