package dev.hearth.cli;

import dev.hearth.data.TerminalText;
import dev.hearth.data.dataset.FolderReport;
import dev.hearth.train.log.WrappedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A {@link FolderReport} as lines for a terminal. */
final class FolderReportText {

    private static final int CLASSES = 12;
    private static final int FILES = 5;

    private final FolderReport report;
    private final int classes;
    private final int files;
    private final List<String> lines = new ArrayList<>();
    private boolean namesBroken = true;

    private FolderReportText(FolderReport report, int classes, int files) {
        this.report = report;
        this.classes = classes;
        this.files = files;
    }

    /** Everything. */
    static List<String> all(FolderReport report) {
        return new FolderReportText(report, Integer.MAX_VALUE, Integer.MAX_VALUE).lines();
    }

    /**
     * What is read before a training: at most a dozen classes, and the first files of each kind.
     *
     * @param namesBroken whether these are named too
     */
    static List<String> summary(FolderReport report, boolean namesBroken) {
        FolderReportText text = new FolderReportText(report, CLASSES, FILES);
        text.namesBroken = namesBroken;
        return text.lines();
    }

    private List<String> lines() {
        for (FolderReport.Part part : report.parts()) {
            int readable = part.classes().stream().mapToInt(each -> each.readable()).sum();
            double bytes = part.classes().stream().mapToLong(each -> each.bytes()).sum();
            add(
                    "%s: %s of %s, %.1f MB",
                    report.folder() + (part.name().isEmpty() ? "" : "/" + part.name()),
                    count(readable, "picture", "pictures"),
                    count(part.classes().size(), "class", "classes"),
                    bytes / 1e6);
            part.classes().stream().limit(classes).forEach(this::addClass);
            more(part.classes().size() - classes, "class", "classes");
            addMissing(part);
        }
        if (!report.inOnePart().isEmpty()) {
            add(
                    "in only one of the two folders, where training needs the same classes: %s",
                    some(report.inOnePart(), classes));
        }
        if (!report.sizes().middle().isEmpty()) {
            add(
                    "sizes: %s to %s, median %s",
                    report.sizes().smallest(), report.sizes().largest(), report.sizes().middle());
        }
        if (!report.small().isEmpty()) {
            add(
                    "fewer than %d different pictures: %s",
                    FolderReport.FEW, some(report.small(), classes));
        }
        for (FolderReport.LeftOut each : report.leftOut()) {
            add(
                    "left out: %d %s (%s%s)",
                    each.count(),
                    each.reason().words(each.count()),
                    String.join(", ", each.examples()),
                    each.count() > each.examples().size() ? ", …" : "");
        }
        if (namesBroken) {
            addAll("broken, left out with --skip-broken", report.broken());
        }
        addAll("damaged, read all the same", report.damaged());
        for (FolderReport.Where where : FolderReport.Where.values()) {
            addSame(where);
        }
        return lines;
    }

    private void addClass(FolderReport.ClassCount each) {
        int broken = each.pictures() - each.readable();
        int same = each.readable() - each.different();
        add(
                "  %7d  %s%s%s",
                each.readable(),
                each.name(),
                same > 0 ? ", with " + count(same, "copy", "copies") : "",
                broken > 0 ? ", and " + broken + " broken" : "");
    }

    private void addMissing(FolderReport.Part part) {
        if (part.classes().isEmpty()) {
            add(
                    "no class: each needs a folder with its pictures, such as %s/cat/1.jpg",
                    report.folder() + (part.name().isEmpty() ? "" : "/" + part.name()));
        }
        List<String> empty =
                part.classes().stream()
                        .filter(each -> each.readable() == 0)
                        .map(FolderReport.ClassCount::name)
                        .toList();
        if (!empty.isEmpty()) {
            add("without a picture that can be read: %s", some(empty, classes));
        }
    }

    private void addAll(String what, List<FolderReport.Picture> pictures) {
        if (pictures.isEmpty()) {
            return;
        }
        add("%s: %d", what, pictures.size());
        pictures.stream().limit(files).forEach(each -> add("  %s: %s", each.name(), each.why()));
        more(pictures.size() - files, "file", "files");
    }

    private void addSame(FolderReport.Where where) {
        List<FolderReport.Duplicates> same =
                report.duplicates().stream().filter(each -> each.where() == where).toList();
        if (same.isEmpty()) {
            return;
        }
        add("the same file %s: %d", where.words(), same.size());
        same.stream().limit(files).forEach(each -> add("  %s", some(each.names(), FILES)));
        more(same.size() - files, "of these", "of these");
    }

    private void more(int count, String one, String many) {
        if (count > 0) {
            add("  … and %s more", count(count, one, many));
        }
    }

    private static String some(List<String> names, int most) {
        String first = String.join(", ", names.stream().limit(most).toList());
        return names.size() > most ? first + ", …" : first;
    }

    private static String count(int count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }

    private void add(String format, Object... values) {
        lines.add(
                WrappedText.of(
                        TerminalText.of(Words.of(String.format(Locale.ROOT, format, values)))));
    }
}
