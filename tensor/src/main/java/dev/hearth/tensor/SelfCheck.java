package dev.hearth.tensor;

import java.util.List;

/**
 * The result of the check of libtorch on this computer: matrix products, convolutions with both gradients,
 * batch norm, pools and more, each against a plain loop in double precision, on one thread and on all.
 *
 * <p>Libraries choose their kernels by the processor, and where a kernel is wrong nothing says so: oneDNN
 * 3.7 computed convolutions wrongly where a hypervisor hid the sizes of the caches. So libtorch is checked
 * as it is loaded, before anything else is computed. What is wrong is switched off, and the check is
 * repeated without it, with a warning in the log; where nothing is left that computes right, {@link
 * LibTorch#load} refuses.
 *
 * <p>The outcome is remembered in the cache folder by processor, libraries and count of threads.
 *
 * @param replaced what computes wrongly here, and what stands in its place; empty where all is right
 */
public record SelfCheck(
        String machine,
        List<Figure> figures,
        List<Replaced> replaced,
        double milliseconds,
        boolean isRemembered) {

    /** Copies the lists. */
    public SelfCheck {
        figures = List.copyOf(figures);
        replaced = List.copyOf(replaced);
    }

    /**
     * How far an operation was from the plain loop.
     *
     * @param difference the largest, over the largest number of the loop's result; NaN if one came
     * @param allowed the most that is right
     */
    public record Figure(String operation, int threads, double difference, double allowed) {

        /** Whether the operation is right. */
        public boolean isRight() {
            return difference <= allowed;
        }
    }

    /** A kernel that computes wrongly on this computer, and its replacement. */
    public record Replaced(String what, String by, Figure why, double slowdown) {

        /**
         * For a log: it goes to the system's logger {@code dev.hearth.tensor}, as a warning, once a process.
         */
        public String line() {
            return String.format(
                    java.util.Locale.ROOT,
                    "%s compute wrongly on this processor (%s, threads %d: off by %.2g of the"
                            + " largest number, %.0g allowed), so %s compute instead, in %.1f times the"
                            + " time.",
                    what,
                    why.operation(),
                    why.threads(),
                    why.difference(),
                    why.allowed(),
                    by,
                    slowdown);
        }
    }

    /**
     * For results and benches.
     *
     * @return such as {@code 40 of 40 right} or {@code 40 of 40 right without oneDNN's convolutions}
     */
    public String summary() {
        long right = figures.stream().filter(Figure::isRight).count();
        return right
                + " of "
                + figures.size()
                + " right"
                + (replaced.isEmpty()
                        ? ""
                        : " without "
                                + String.join(
                                        " and ", replaced.stream().map(Replaced::what).toList()));
    }
}
