package dev.hearth.papers.fmp;

import dev.hearth.papers.Picture;
import dev.hearth.train.RunFolder;
import dev.hearth.train.claim.Evidence;
import dev.hearth.train.claim.Trial;
import dev.hearth.train.log.Curves;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The error against the count of tests, a line for each arm.
 *
 * @param word what the file is called
 * @param title above the picture
 * @param metric what the figures begin with, such as {@code averagedError}
 * @param counts of tests, rising
 */
record TestsPicture(String word, String title, String metric, List<Integer> counts)
        implements Picture {

    @Override
    public String caption() {
        return title
                + " by the count of tests (1 to "
                + counts.get(counts.size() - 1)
                + ", as a power of 2), a line for each arm, the band from the least to the greatest"
                + " seed";
    }

    @Override
    public void draw(Evidence evidence, Path file) {
        double[] at = counts.stream().mapToDouble(n -> Math.log(n) / Math.log(2)).toArray();
        Curves curves =
                Curves.titled(title)
                        .axes("log₂ of the count of tests", "test error (%)")
                        .band(Curves.Band.RANGE);
        boolean any = false;
        for (String arm : evidence.arms()) {
            List<double[]> runs = new ArrayList<>();
            for (Trial trial : evidence.of(arm)) {
                double[] errors =
                        counts.stream().mapToDouble(n -> trial.metric(metric + n)).toArray();
                if (Double.isFinite(errors[0])) {
                    runs.add(errors);
                }
            }
            if (!runs.isEmpty()) {
                curves = curves.series(arm, at, runs);
                any = true;
            }
        }
        if (!any) {
            throw new IllegalStateException(
                    "A picture of repeated tests needs a run with them. Received: none. Run one.");
        }
        try {
            curves.write(file);
        } catch (IOException failure) {
            throw RunFolder.unwritable(file.toAbsolutePath().getParent(), failure);
        }
    }
}
