package dev.hearth.papers.gan;

import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.Plot;
import dev.hearth.experiments.PlotFigure;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Trial;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The Parzen score by epoch, beside the paper's 225 nats; a score is taken every few epochs only. */
record ScoreFigure() implements PlotFigure {

    private static final double PAPER = 225.0;

    @Override
    public String word() {
        return "parzen";
    }

    @Override
    public String caption() {
        return "Parzen-window log-likelihood of the test images by epoch, beside the paper's 225";
    }

    @Override
    public Plot plot(Evidence evidence) {
        List<Plot.Line> lines = new ArrayList<>();
        SortedSet<Double> epochs = new TreeSet<>();
        for (Trial trial : evidence.trials()) {
            List<Double> at = new ArrayList<>();
            List<Double> values = new ArrayList<>();
            for (int i = 0; i < trial.history().size(); i++) {
                Double score = trial.history().get(i).get("parzen");
                if (score != null) {
                    at.add(i + 1.0);
                    values.add(score);
                }
            }
            if (values.stream().anyMatch(Double::isFinite)) {
                epochs.addAll(at);
                lines.add(
                        new Plot.Line(trial.arm() + " seed " + trial.seed(), at, List.of(values)));
            }
        }
        if (!lines.isEmpty()) {
            List<Double> paper = Collections.nCopies(epochs.size(), PAPER);
            lines.add(new Plot.Line("the paper", List.copyOf(epochs), List.of(paper)));
        }
        return new Plot(
                "Parzen-window log-likelihood, MNIST",
                Plot.Across.evenly("epoch"),
                "nats",
                CurveFigure.Axis.LINEAR,
                lines);
    }
}
