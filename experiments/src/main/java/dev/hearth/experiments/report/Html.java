package dev.hearth.experiments.report;

import java.util.Locale;

/** Text that is safe inside a page. */
final class Html {

    private Html() {}

    /** With everything replaced that would end a text or an attribute. */
    static String text(String words) {
        return words.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** JSON that may stand within a script element. */
    static String json(String json) {
        return json.replace("<", "\\u003c");
    }

    /** A word that may be the address of a part of the page. */
    static String anchor(String words) {
        return words.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }

    static String paragraph(String kind, String words) {
        return words.isEmpty()
                ? ""
                : "<p"
                        + (kind.isEmpty() ? "" : " class=\"" + kind + "\"")
                        + ">"
                        + text(words)
                        + "</p>\n";
    }
}
