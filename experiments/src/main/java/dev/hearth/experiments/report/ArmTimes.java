package dev.hearth.experiments.report;

import dev.hearth.experiments.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What each arm cost in time: seconds of a core a run on the CPU, and how many times those of the first arm. */
final class ArmTimes {

    private ArmTimes() {}

    /** A table; empty for fewer than two arms, and where runs were made with different counts of threads. */
    static String html(Outcome outcome) {
        List<Outcome.ArmRun> runs = outcome.cpuRuns();
        Map<String, double[]> sums = new LinkedHashMap<>();
        for (Outcome.ArmRun run : runs) {
            double[] sum = sums.computeIfAbsent(run.arm(), arm -> new double[2]);
            sum[0] += run.result().seconds() * run.result().threads();
            sum[1]++;
        }
        List<Integer> threads =
                runs.stream().map(run -> run.result().threads()).distinct().toList();
        double first = sums.values().stream().findFirst().map(sum -> sum[0] / sum[1]).orElse(0.0);
        double most = sums.values().stream().mapToDouble(sum -> sum[0] / sum[1]).max().orElse(0);
        if (sums.size() < 2 || threads.size() > 1 || !(first > 0)) {
            return "";
        }
        StringBuilder rows = new StringBuilder();
        sums.forEach(
                (arm, sum) -> {
                    double seconds = sum[0] / sum[1];
                    rows.append("<tr><th scope=\"row\">")
                            .append(Html.text(arm))
                            .append(
                                    String.format(
                                            Locale.ROOT,
                                            "</th><td class=\"bar\"><span class=\"fill\""
                                                    + " style=\"width:%.1f%%\"></span><span>%.3g</span></td>"
                                                    + "<td>%.2f</td><td>%.0f</td></tr>%n",
                                            100 * seconds / most,
                                            seconds,
                                            seconds / first,
                                            sum[1]));
                });
        return "<details class=\"times\"><summary>What each arm cost in time</summary>\n"
                + "<div class=\"wide\"><table><thead><tr><th scope=\"col\">arm</th>"
                + "<th scope=\"col\">seconds of a core, mean of runs</th>"
                + "<th scope=\"col\">times the first</th><th scope=\"col\">runs</th></tr></thead>\n<tbody>"
                + rows
                + "</tbody></table></div></details>\n";
    }
}
