package dev.hearth.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.experiments.statistics.ExactTestCase.Kind;
import dev.hearth.experiments.statistics.ExactTestCase.Side;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Exact tests of other libraries, and Hearth's, beside the enumeration of all outcomes. The tables of
 * {@code docs/statistics.md} are made here; what SciPy and R gave stands in {@code others.tsv}, and is
 * computed anew where they are at hand.
 */
class OthersExactTestsTest {

    private static final String BEGIN = "<!-- made by OthersExactTestsTest -->\n";
    private static final String END = "<!-- end of what OthersExactTestsTest makes -->\n";
    private static final double LEVEL = 0.05;

    private static double[] of(double... values) {
        return values;
    }

    private static List<ExactTestCase> cases() {
        double[] none = {};
        double[] accuracies = {0.93 - 0.91, 0.92 - 0.90, 0.95 - 0.93, 0.90 - 0.94, 0.97 - 0.91};
        return List.of(
                new ExactTestCase(Kind.WILCOXON, Side.BOTH, of(1, 2, 3, 4, 5, -6), none),
                new ExactTestCase(Kind.WILCOXON, Side.BOTH, of(0, 1, 1, 2, 3, 4), none),
                new ExactTestCase(Kind.WILCOXON, Side.BOTH, of(0, 1, 2, 3, 4, 5), none),
                new ExactTestCase(Kind.WILCOXON, Side.BOTH, of(1, 1, 1, 1, 1, 1), none),
                new ExactTestCase(Kind.WILCOXON, Side.GREATER, of(-1, 2, 2, 3, 3, 4, 5), none),
                new ExactTestCase(Kind.WILCOXON, Side.LESS, of(-1, 2, 2, 3, 3, 4, 5), none),
                new ExactTestCase(Kind.WILCOXON, Side.BOTH, accuracies, none),
                new ExactTestCase(Kind.WILCOXON, Side.BOTH, of(0, 0, 0, 0, 0, 0), none),
                new ExactTestCase(Kind.MANN_WHITNEY, Side.BOTH, of(1, 2, 3, 5), of(4, 6, 7, 8)),
                new ExactTestCase(Kind.MANN_WHITNEY, Side.BOTH, of(1, 1, 2, 2), of(2, 3, 3, 4)),
                new ExactTestCase(
                        Kind.MANN_WHITNEY, Side.BOTH, of(3, 3, 4, 4, 5), of(4, 5, 5, 6, 6)),
                new ExactTestCase(
                        Kind.MANN_WHITNEY, Side.LESS, of(3, 3, 4, 4, 5), of(4, 5, 5, 6, 6)),
                new ExactTestCase(Kind.MANN_WHITNEY, Side.BOTH, of(1, 1, 1), of(1, 1, 1)),
                new ExactTestCase(Kind.FISHER, Side.BOTH, of(3, 3), of(0, 3)),
                new ExactTestCase(Kind.FISHER, Side.BOTH, of(7, 9), of(4, 13)),
                new ExactTestCase(Kind.FISHER, Side.GREATER, of(7, 9), of(4, 13)),
                new ExactTestCase(Kind.BINOMIAL, Side.BOTH, of(60, 100), of(1, 2)),
                new ExactTestCase(Kind.BINOMIAL, Side.BOTH, of(40, 100), of(1, 2)),
                new ExactTestCase(Kind.BINOMIAL, Side.BOTH, of(37, 60), of(1, 2)),
                new ExactTestCase(Kind.BINOMIAL, Side.BOTH, of(2, 3), of(1, 2)),
                new ExactTestCase(Kind.BINOMIAL, Side.BOTH, of(20, 60), of(1, 3)),
                new ExactTestCase(Kind.BINOMIAL, Side.GREATER, of(60, 100), of(1, 2)),
                new ExactTestCase(Kind.BOSCHLOO, Side.BOTH, of(3, 3), of(0, 3)),
                new ExactTestCase(Kind.BOSCHLOO, Side.BOTH, of(7, 9), of(4, 13)),
                new ExactTestCase(
                        Kind.KOLMOGOROV_SMIRNOV, Side.BOTH, of(1, 2, 3, 5), of(4, 6, 7, 8)),
                new ExactTestCase(
                        Kind.KOLMOGOROV_SMIRNOV, Side.BOTH, of(1, 1, 2, 2), of(1, 2, 2, 3)),
                new ExactTestCase(
                        Kind.KOLMOGOROV_SMIRNOV, Side.BOTH, of(3, 3, 4, 4, 5), of(4, 5, 5, 6, 6)),
                new ExactTestCase(Kind.SIGNS, Side.BOTH, of(0, 1, 1, 2, 3, 4), none),
                new ExactTestCase(Kind.CHOICES, Side.BOTH, of(3, 3, 4, 4, 5), of(4, 5, 5, 6, 6)));
    }

    private static boolean isRight(double p, double[] right, double tolerance) {
        return Arrays.stream(right).anyMatch(each -> Math.abs(p - each) <= tolerance * each);
    }

    private static double tolerance(ExactTestCase test) {
        // A greatest value is looked for by steps.
        return test.kind() == Kind.BOSCHLOO ? 1e-3 : 1e-7;
    }

    @Test
    void hearths_own_tests_agree_with_the_enumeration() {
        for (ExactTestCase test : cases()) {
            double own = test.hearth();
            if (!Double.isNaN(own)) {
                double tolerance = test.kind() == Kind.BOSCHLOO ? 1e-6 : 1e-13;
                assertThat(own).as(test.data()).isCloseTo(test.right()[0], within(tolerance));
            }
        }
        for (Kind kind : List.of(Kind.WILCOXON, Kind.MANN_WHITNEY, Kind.FISHER, Kind.BINOMIAL)) {
            for (ExactTestCase test : all(kind)) {
                double own = test.hearth();
                if (!Double.isNaN(own)) {
                    assertThat(own).as(test.data()).isCloseTo(test.right()[0], within(1e-12));
                }
            }
        }
    }

    // ---- what others gave

    private static Map<String, String[]> recorded() throws IOException {
        Map<String, String[]> rows = new LinkedHashMap<>();
        try (InputStream file = OthersExactTestsTest.class.getResourceAsStream("others.tsv")) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.lines().toList()) {
                int last = line.lastIndexOf('\t');
                int before = line.lastIndexOf('\t', last - 1);
                rows.put(
                        line.substring(0, before),
                        new String[] {line.substring(before + 1, last), line.substring(last + 1)});
            }
        }
        return rows;
    }

    /** Where a program that computes them is at hand. */
    @ParameterizedTest
    @ValueSource(strings = {"python3 exact.py", "Rscript exact.R"})
    void the_recorded_values_come_again(String line) throws Exception {
        String[] command = line.split(" ");
        Path folder = Files.createDirectories(Path.of("target", "exact"));
        Path script = folder.resolve(command[1]);
        try (InputStream in = OthersExactTestsTest.class.getResourceAsStream(command[1])) {
            Files.write(script, in.readAllBytes());
        }
        Path data = folder.resolve("cases.tsv");
        Files.write(data, cases().stream().map(ExactTestCase::line).toList());
        Path out = folder.resolve(command[1] + ".tsv");
        boolean isThere;
        try {
            Process process =
                    new ProcessBuilder(command[0], script.toString(), data.toString())
                            .redirectOutput(out.toFile())
                            .redirectError(folder.resolve(command[1] + ".log").toFile())
                            .start();
            isThere = process.waitFor(120, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException notThere) {
            isThere = false;
        }
        assumeTrue(isThere, command[0] + " with what " + command[1] + " needs is not here");
        List<String> came = Files.readAllLines(out);
        int column = command[0].equals("Rscript") ? 1 : 0;
        Map<String, String[]> recorded = recorded();
        assumeTrue(
                came.get(0).equals(recorded.get("versions")[column]),
                "recorded with "
                        + recorded.get("versions")[column]
                        + ", here is "
                        + came.get(0)
                        + ": look at what changed, then put it into others.tsv");
        for (int i = 0; i < cases().size(); i++) {
            double before = number(recorded.get(cases().get(i).line())[column]);
            double now = number(came.get(i + 1));
            if (Double.isNaN(before)) {
                assertThat(now).isNaN();
            } else {
                assertThat(now).as(cases().get(i).line()).isCloseTo(before, within(1e-9));
            }
        }
    }

    private static double number(String text) {
        return text.equals("-") || text.equals("refused")
                ? Double.NaN
                : Double.parseDouble(text.replace("nan", "NaN"));
    }

    // ---- the tables

    private static String cell(DoubleSupplier p, ExactTestCase test) {
        double value;
        try {
            value = p.getAsDouble();
        } catch (RuntimeException refused) {
            return "refused";
        }
        return Double.isNaN(value) ? "NaN" : shown(value, test);
    }

    private static String shown(double value, ExactTestCase test) {
        String text = text(value);
        return isRight(value, test.right(), tolerance(test)) ? text : "**" + text + "**";
    }

    private static String text(double p) {
        return p < 1e-4 && p > 0
                ? String.format(Locale.ROOT, "%.2e", p)
                : String.format(Locale.ROOT, "%.4f", p);
    }

    private static String other(String recorded, ExactTestCase test) {
        double value = number(recorded);
        return recorded.equals("-")
                ? "–"
                : Double.isNaN(value) ? recorded.replace("nan", "NaN") : shown(value, test);
    }

    private static boolean has(ExactTestCase test, boolean isMath) {
        return switch (test.kind()) {
            case SIGNS, CHOICES -> false;
            case FISHER, BOSCHLOO -> !isMath;
            case WILCOXON, MANN_WHITNEY -> !isMath || test.side() == Side.BOTH;
            default -> true;
        };
    }

    private static String table() throws IOException {
        Map<String, String[]> recorded = recorded();
        String[] versions = recorded.get("versions");
        StringBuilder text = new StringBuilder();
        text.append("| test | data | by enumeration | Hearth | commons-math3 3.6.1 |")
                .append(" commons-statistics 1.2 | ")
                .append(String.join(" | ", versions))
                .append(" |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        for (ExactTestCase test : cases()) {
            String side = test.side() == Side.BOTH ? "" : ", " + test.side().scipy;
            double own = test.hearth();
            String[] others = recorded.get(test.line());
            text.append("| ")
                    .append(test.kind().words)
                    .append(side)
                    .append(" | ")
                    .append(test.data())
                    .append(" | ")
                    .append(text(test.right()[0]))
                    .append(" | ")
                    .append(Double.isNaN(own) ? "–" : shown(own, test))
                    .append(" | ")
                    .append(has(test, true) ? cell(test::commonsMath, test) : "–")
                    .append(" | ")
                    .append(has(test, false) ? cell(test::commonsStatistics, test) : "–")
                    .append(" | ")
                    .append(other(others[0], test))
                    .append(" | ")
                    .append(other(others[1], test))
                    .append(" |\n");
        }
        return text.toString();
    }

    /** Every case of a kind up to a size, data in rising order. */
    private static List<ExactTestCase> all(Kind kind) {
        List<ExactTestCase> cases = new ArrayList<>();
        switch (kind) {
            case WILCOXON -> {
                for (double[] values : rising(7, -3, 3)) {
                    cases.add(new ExactTestCase(kind, Side.BOTH, values, new double[0]));
                }
            }
            case MANN_WHITNEY, KOLMOGOROV_SMIRNOV -> {
                List<double[]> samples = rising(5, 0, 3);
                for (double[] first : samples) {
                    for (double[] second : samples) {
                        cases.add(new ExactTestCase(kind, Side.BOTH, first, second));
                    }
                }
            }
            case FISHER -> {
                for (int of = 1; of <= 14; of++) {
                    for (int others = 1; others <= 14; others++) {
                        for (int a = 0; a <= of; a++) {
                            for (int b = 0; b <= others; b++) {
                                cases.add(
                                        new ExactTestCase(
                                                kind, Side.BOTH, of(a, of), of(b, others)));
                            }
                        }
                    }
                }
            }
            case BINOMIAL -> {
                for (int of = 1; of <= 100; of++) {
                    for (int k = 0; k <= of; k++) {
                        cases.add(new ExactTestCase(kind, Side.BOTH, of(k, of), of(1, 2)));
                    }
                }
            }
            default -> throw new IllegalArgumentException(kind.name());
        }
        return cases;
    }

    private static List<double[]> rising(int length, int from, int to) {
        if (length == 0) {
            return List.of(new double[0]);
        }
        List<double[]> all = new ArrayList<>();
        for (int value = from; value <= to; value++) {
            for (double[] rest : rising(length - 1, value, to)) {
                double[] whole = new double[length];
                whole[0] = value;
                System.arraycopy(rest, 0, whole, 1, length - 1);
                all.add(whole);
            }
        }
        return all;
    }

    private static final Map<Kind, String> SIZES =
            Map.of(
                    Kind.WILCOXON, "7 differences from −3 to 3",
                    Kind.MANN_WHITNEY, "two samples of 5 values from 0 to 3",
                    Kind.KOLMOGOROV_SMIRNOV, "two samples of 5 values from 0 to 3",
                    Kind.FISHER, "groups of 1 to 14",
                    Kind.BINOMIAL, "up to 100 at 1/2");

    private static String counts() {
        StringBuilder text = new StringBuilder();
        text.append(
                        "| library | test | data | cases | wrong | of these at most 0.05, right above |")
                .append(" for example |\n| --- | --- | --- | --- | --- | --- | --- |\n");
        for (Kind kind :
                List.of(
                        Kind.WILCOXON,
                        Kind.MANN_WHITNEY,
                        Kind.FISHER,
                        Kind.BINOMIAL,
                        Kind.KOLMOGOROV_SMIRNOV)) {
            List<ExactTestCase> all = all(kind);
            List<double[]> right = all.stream().map(ExactTestCase::right).toList();
            for (boolean isMath : new boolean[] {true, false}) {
                if (has(all.get(0), isMath)) {
                    text.append(row(kind, all, right, isMath));
                }
            }
        }
        return text.toString();
    }

    private static String row(
            Kind kind, List<ExactTestCase> all, List<double[]> right, boolean isMath) {
        int wrong = 0;
        int shown = 0;
        String example = "–";
        for (int i = 0; i < all.size(); i++) {
            double p;
            try {
                p = isMath ? all.get(i).commonsMath() : all.get(i).commonsStatistics();
            } catch (RuntimeException refused) {
                continue;
            }
            if (!isRight(p, right.get(i), 1e-7)) {
                wrong++;
                double truth = Math.min(right.get(i)[0], right.get(i)[1]);
                if (p <= LEVEL && truth > LEVEL) {
                    shown++;
                    if (shown == 1) {
                        example =
                                all.get(i).data()
                                        + ": "
                                        + text(p)
                                        + ", right is "
                                        + text(right.get(i)[0]);
                    }
                }
            }
        }
        return "| "
                + String.join(
                        " | ",
                        isMath ? "commons-math3 3.6.1" : "commons-statistics 1.2",
                        kind.words,
                        SIZES.get(kind),
                        String.format(Locale.ROOT, "%,d", all.size()),
                        String.format(Locale.ROOT, "%,d", wrong),
                        String.format(Locale.ROOT, "%,d", shown),
                        example)
                + " |\n";
    }

    @Test
    void the_page_has_the_tables() throws IOException {
        String made = BEGIN + "\n" + table() + "\n" + counts() + "\n" + END;
        Path target = Files.createDirectories(Path.of("target")).resolve("exact-tests.md");
        Files.writeString(target, made);
        assertThat(Path.of("..", "docs", "statistics.md"))
                .as("put experiments/" + target + " in its place")
                .content()
                .contains(made);
    }
}
