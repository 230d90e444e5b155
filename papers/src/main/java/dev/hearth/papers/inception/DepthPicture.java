package dev.hearth.papers.inception;

import dev.hearth.papers.Picture;
import dev.hearth.train.RunFolder;
import dev.hearth.train.claim.Evidence;
import dev.hearth.train.claim.Trial;
import dev.hearth.train.log.Curves;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The variance behind each block, a line for each scale. */
record DepthPicture() implements Picture {

    private static final String METRIC = "variance";

    @Override
    public String word() {
        return "variance-by-depth";
    }

    @Override
    public String caption() {
        return "Variance behind each of the 20 blocks of an untrained Inception-ResNet-v2, a line for"
                + " each scale of the residuals, the band from the least to the greatest seed";
    }

    @Override
    public void draw(Evidence evidence, Path file) {
        Curves curves =
                Curves.titled("Variance of activations by depth, before training")
                        .axes("block", "variance")
                        .scale(Curves.Scale.LOGARITHMIC)
                        .band(Curves.Band.RANGE);
        for (String arm : evidence.arms()) {
            List<double[]> seeds =
                    evidence.of(arm).stream()
                            .map(DepthPicture::variances)
                            .filter(values -> values.length > 0)
                            .toList();
            if (!seeds.isEmpty()) {
                double[] at = new double[seeds.get(0).length];
                java.util.Arrays.setAll(at, i -> i + 1);
                curves = curves.series(arm, at, seeds);
            }
        }
        try {
            curves.write(file);
        } catch (IOException failure) {
            throw RunFolder.unwritable(file.toAbsolutePath().getParent(), failure);
        }
    }

    private static double[] variances(Trial trial) {
        return trial.metrics().entrySet().stream()
                .filter(entry -> entry.getKey().matches(METRIC + "\\d+"))
                .sorted(Map.Entry.comparingByKey())
                .mapToDouble(Map.Entry::getValue)
                .toArray();
    }
}
