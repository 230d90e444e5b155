package dev.hearth.experiments;

import java.util.List;
import java.util.Map;

/**
 * Experiments in the order of their papers: what the ledger, the cards, a reproduction and the
 * report go through.
 *
 * @param titles of the papers, as printed, by the first part of the experiments' names
 */
public record ExperimentList(List<Experiment> experiments, Map<String, String> titles) {

    /** Copies list and map. */
    public ExperimentList {
        experiments = List.copyOf(experiments);
        titles = Map.copyOf(titles);
    }

    /** The papers that have experiments, in order: the first part of the experiments' names. */
    public List<String> papers() {
        return experiments.stream().map(Experiment::paperWord).distinct().toList();
    }

    /** A paper's experiments; none if there is no such paper. */
    public List<Experiment> of(String paper) {
        return experiments.stream().filter(each -> each.paperWord().equals(paper)).toList();
    }

    /**
     * A paper's title as printed, with authors and year; the name given where no title is known.
     */
    public String title(String paper) {
        return titles.getOrDefault(paper, paper);
    }
}
