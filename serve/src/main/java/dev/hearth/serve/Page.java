package dev.hearth.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page to try a model by hand, and the description of the addresses for programs. */
final class Page {

    private Page() {}

    /** With a policy that lets nothing run but what stands in the page. */
    static Reply page() {
        String text = read("page.html");
        String policy =
                "default-src 'none'; connect-src 'self'; img-src blob: data:; base-uri 'none';"
                        + " form-action 'none'; frame-ancestors 'none'; script-src "
                        + hash(text, "script")
                        + "; style-src "
                        + hash(text, "style");
        return new Reply(
                200,
                "text/html; charset=utf-8",
                text.getBytes(StandardCharsets.UTF_8),
                Map.of(
                        "Content-Security-Policy",
                        policy,
                        "Referrer-Policy",
                        "no-referrer",
                        "Link",
                        "</openapi.json>; rel=\"service-desc\""));
    }

    /** OpenAPI 3.1, with the model's own name in the paths. */
    static Reply description(String model) {
        // The name has been checked: it stands in an address as it is.
        return Reply.text(Reply.JSON, read("openapi.json").replace("{NAME}", model));
    }

    private static String hash(String page, String tag) {
        Matcher found =
                Pattern.compile("<" + tag + ">(.*?)</" + tag + ">", Pattern.DOTALL).matcher(page);
        if (!found.find()) {
            throw new IllegalStateException("The page has no " + tag);
        }
        try {
            byte[] sum =
                    MessageDigest.getInstance("SHA-256")
                            .digest(found.group(1).getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(sum) + "'";
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String read(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
