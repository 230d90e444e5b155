package dev.hearth.experiments;

import dev.hearth.data.TerminalText;
import dev.hearth.experiments.claim.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The ledger for a terminal, wrapped at its width: a line or a paragraph for each row. */
record LedgerText(Ledger ledger, int columns) {

    /** Where a row's words begin: behind the claim's number. */
    private static final int INDENT = 8;

    /** Where its figures begin: behind the word for them. */
    private static final int FIGURES = INDENT + 10;

    String page() {
        StringBuilder page = new StringBuilder();
        for (String paper : ledger.papers()) {
            wrap(page, "", ledger.title(paper), 0);
            page.append("=".repeat(Math.min(columns, ledger.title(paper).length()))).append("\n\n");
            ledger.of(paper).rows().forEach(row -> row(page, row));
        }
        end(page);
        return page.toString();
    }

    /** A line a row, below its claim. */
    String lines() {
        StringBuilder page = new StringBuilder();
        for (String paper : ledger.papers()) {
            wrap(page, "", ledger.title(paper), 0);
            page.append("=".repeat(Math.min(columns, ledger.title(paper).length()))).append("\n\n");
            String claim = "";
            for (Ledger.Row row : ledger.of(paper).rows()) {
                String now = String.format(Locale.ROOT, "%-" + INDENT + "s", row.id());
                if (!claim.equals(now + row.statement())) {
                    wrap(page, now, row.statement(), INDENT);
                    claim = now + row.statement();
                }
                wrap(
                        page,
                        String.format(
                                Locale.ROOT, "%" + INDENT + "s%-14s", "", row.verdict().word()),
                        row.experiment()
                                + (row.look().isEmpty() ? "" : ", " + row.look())
                                + (row.deviation().isEmpty() ? "" : ": " + row.deviation())
                                + (row.gpu().isEmpty() ? "" : "; " + row.gpu()),
                        INDENT + 14);
            }
            page.append('\n');
        }
        end(page);
        wrap(page, "", "With figures, tests and designs: --details.", 0);
        return page.toString();
    }

    private void end(StringBuilder page) {
        ledger.counts().forEach(line -> wrap(page, "", line, 2));
        String made = Provenance.words(ledger.provenances());
        if (!made.isEmpty()) {
            page.append('\n');
            wrap(page, "", made, 0);
        }
        page.append('\n');
        for (Verdict verdict : Verdict.values()) {
            wrap(
                    page,
                    String.format(Locale.ROOT, "%-" + (INDENT + 6) + "s", verdict.word()),
                    verdict.meaning(),
                    14);
        }
        page.append('\n');
        wrap(
                page,
                "",
                "One paper: --paper elu. For programs: --json. With curves and pictures: ./hearth"
                        + " report.",
                0);
    }

    private void row(StringBuilder page, Ledger.Row row) {
        wrap(
                page,
                String.format(Locale.ROOT, "%-" + INDENT + "s", row.id()),
                row.statement(),
                INDENT);
        figure(page, "verdict", row.verdict().word().toUpperCase(Locale.ROOT));
        figure(page, "paper", row.paper());
        if (row.parts().isEmpty()) {
            figure(page, "measured", row.measured());
            figure(page, "why", row.why());
        } else {
            row.parts().forEach(part -> part(page, part));
        }
        figure(page, "unlike", row.deviation());
        figure(page, row.budget().isEmpty() ? "of" : "from", row.source());
        figure(page, "budget", row.setting());
        figure(page, "design", row.design());
        figure(page, "to decide", row.toDecide());
        figure(page, "made by", row.environment().words());
        page.append('\n');
    }

    private void part(StringBuilder page, Ledger.Part part) {
        figure(page, "part", part.statement() + ": " + part.verdict().word());
        String indent = " ".repeat(FIGURES + 2);
        wrap(page, indent, part.measured(), FIGURES + 2);
        wrap(page, indent, part.why(), FIGURES + 2);
    }

    private void figure(StringBuilder page, String word, String text) {
        if (!text.isEmpty()) {
            String begin = " ".repeat(INDENT) + String.format(Locale.ROOT, "%-10s", word);
            wrap(page, begin, text, FIGURES);
        }
    }

    /** Breaks at spaces; a word that is wider than a line stays whole. */
    private void wrap(StringBuilder page, String begin, String text, int indent) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(begin);
        boolean fresh = true;
        for (String word : TerminalText.of(text.replaceAll("\\s+", " ")).split(" ")) {
            boolean fits = fresh || line.length() + 1 + word.length() <= columns;
            if (!fits) {
                lines.add(line.toString());
                line = new StringBuilder(" ".repeat(indent));
                fresh = true;
            }
            line.append(fresh ? "" : " ").append(word);
            fresh = false;
        }
        lines.add(line.toString());
        lines.forEach(each -> page.append(each.stripTrailing()).append('\n'));
    }
}
