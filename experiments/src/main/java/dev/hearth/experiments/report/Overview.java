package dev.hearth.experiments.report;

import dev.hearth.experiments.ExperimentList;
import dev.hearth.experiments.Ledger;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.Verdict;
import java.util.List;

/** The top of the page of all results: what came out, paper by paper, and what the words mean. */
final class Overview {

    private Overview() {}

    static String html(Ledger ledger, ExperimentList list) {
        StringBuilder page = new StringBuilder();
        page.append("<header>\n<h1>Hearth</h1>\n<p>What five papers claim, and what was measured")
                .append(" here, claim by claim.</p>\n<table class=\"overview\">\n<thead><tr>")
                .append("<td></td><td></td>");
        for (Verdict verdict : Verdict.values()) {
            page.append("<th scope=\"col\">").append(Badge.of(verdict)).append("</th>");
        }
        page.append("</tr></thead>\n");
        for (Claim.Kind kind : List.of(Claim.Kind.EMPIRICAL, Claim.Kind.OWN)) {
            page.append("<tbody>\n<tr><th class=\"group\" scope=\"rowgroup\" colspan=\"6\">")
                    .append(Html.text(Ledger.words(kind)))
                    .append("</th></tr>\n");
            for (String paper : list.papers()) {
                String link =
                        "<a href=\"#"
                                + Html.anchor(paper)
                                + "\">"
                                + Html.text(list.title(paper))
                                + "</a>";
                row(page, "", link, of(ledger.of(paper), kind));
            }
            row(page, " class=\"sum\"", "all of them", of(ledger, kind));
            page.append("</tbody>\n");
        }
        page.append("</table>\n")
                .append(sentence(Claim.Kind.IDENTITY, ledger))
                .append("<dl class=\"legend\">\n");
        for (Verdict verdict : Verdict.values()) {
            page.append("<div><dt>")
                    .append(Badge.of(verdict))
                    .append("</dt><dd>")
                    .append(verdict.meaning())
                    .append("</dd></div>\n");
        }
        return page.append("</dl>\n</header>\n").toString();
    }

    private static List<Ledger.Row> of(Ledger ledger, Claim.Kind kind) {
        return ledger.rows().stream().filter(row -> row.kind() == kind).toList();
    }

    private static long count(List<Ledger.Row> rows, Verdict verdict) {
        return rows.stream().filter(row -> row.verdict() == verdict).count();
    }

    /** A line of the table: how many rows there are of each verdict, as a bar and in numbers. */
    private static void row(
            StringBuilder page, String attribute, String words, List<Ledger.Row> rows) {
        if (rows.isEmpty()) {
            return;
        }
        page.append("<tr")
                .append(attribute)
                .append("><th scope=\"row\">")
                .append(words)
                .append("</th><td class=\"shares\">")
                .append(bar(rows))
                .append("</td>");
        for (Verdict verdict : Verdict.values()) {
            page.append("<td class=\"number ")
                    .append(Html.anchor(verdict.word()))
                    .append("\" data-sign=\"")
                    .append(Badge.sign(verdict))
                    .append("\">")
                    .append(count(rows, verdict))
                    .append("</td>");
        }
        page.append("</tr>\n");
    }

    private static String bar(List<Ledger.Row> rows) {
        StringBuilder bar = new StringBuilder("<span class=\"stack\" aria-hidden=\"true\">");
        for (Verdict verdict : Verdict.values()) {
            long count = count(rows, verdict);
            if (count > 0) {
                bar.append("<span class=\"part ")
                        .append(Html.anchor(verdict.word()))
                        .append("\" style=\"flex-grow:")
                        .append(count)
                        .append("\"></span>");
            }
        }
        return bar.append("</span>").toString();
    }

    /** A sentence: how many rows of a kind there are of each verdict. */
    static String sentence(Claim.Kind kind, Ledger of) {
        List<Ledger.Row> rows = of(of, kind);
        if (rows.isEmpty()) {
            return "";
        }
        StringBuilder words = new StringBuilder("<p class=\"counts\">");
        words.append(Html.text(Ledger.words(kind))).append(": ");
        String comma = "";
        for (Verdict verdict : Verdict.values()) {
            long count = count(rows, verdict);
            if (count > 0) {
                words.append(comma).append(count).append(' ').append(Badge.of(verdict));
                comma = ", ";
            }
        }
        return words.append(".</p>\n").toString();
    }
}
