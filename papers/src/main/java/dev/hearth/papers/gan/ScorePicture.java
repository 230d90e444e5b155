package dev.hearth.papers.gan;

import dev.hearth.papers.Picture;
import dev.hearth.train.RunFolder;
import dev.hearth.train.claim.Evidence;
import dev.hearth.train.claim.Trial;
import dev.hearth.train.log.Curves;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The Parzen score by epoch, beside the paper's 225 nats; a score is taken every few epochs only. */
record ScorePicture() implements Picture {

    private static final double PAPER = 225;

    @Override
    public String word() {
        return "parzen";
    }

    @Override
    public String caption() {
        return "Parzen-window log-likelihood of the test images by epoch, beside the paper's 225";
    }

    @Override
    public void draw(Evidence evidence, Path file) {
        Curves curves =
                Curves.titled("Parzen-window log-likelihood, MNIST")
                        .axes("epoch", "nats")
                        .scale(Curves.Scale.LINEAR);
        double last = 1;
        for (Trial trial : evidence.trials()) {
            List<Double> at = new ArrayList<>();
            List<Double> values = new ArrayList<>();
            for (int i = 0; i < trial.history().size(); i++) {
                Map<String, Double> row = trial.history().get(i);
                if (row.containsKey("parzen")) {
                    at.add(i + 1.0);
                    values.add(row.get("parzen"));
                }
            }
            if (!at.isEmpty()) {
                last = Math.max(last, at.get(at.size() - 1));
                curves =
                        curves.series(
                                trial.arm() + " seed " + trial.seed(),
                                array(at),
                                List.of(array(values)));
            }
        }
        curves =
                curves.series(
                        "the paper", new double[] {0, last}, List.of(new double[] {PAPER, PAPER}));
        try {
            curves.write(file);
        } catch (IOException failure) {
            throw RunFolder.unwritable(file.toAbsolutePath().getParent(), failure);
        }
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
