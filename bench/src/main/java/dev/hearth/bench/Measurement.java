package dev.hearth.bench;

import java.util.List;

/** Something that is measured as a whole. */
interface Measurement {

    /**
     * What is measured, for the README.
     *
     * @return a sentence or two
     */
    String about();

    /**
     * Measures.
     *
     * @param depth how long
     * @param before what was measured before this
     * @return the figures, in the order in which they are read
     */
    List<Quantity> measure(Effort depth, List<Quantity> before);

    /** The median of an earlier figure, or NaN where it was not asked for. */
    static double median(List<Quantity> figures, String group, String name, int threads) {
        return figures.stream()
                .filter(figure -> figure.group().equals(group))
                .filter(figure -> figure.name().equals(name) && figure.threads() == threads)
                .mapToDouble(figure -> figure.spread().median())
                .findFirst()
                .orElse(Double.NaN);
    }
}
